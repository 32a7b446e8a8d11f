using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>How much a sender may ask of the dashboard.</summary>
internal sealed class ReceiveLimits
{
    public const string Section = "Dashboard:Otlp:Limits";

    private const int Megabyte = 1024 * 1024;

    /// <summary>The largest request, in megabytes, after decompression. Default 16.</summary>
    [Range(1, 1_024)]
    public int MaxRequestMegabytes { get; set; } = 16;

    /// <summary>Most megabytes of requests being received at one time; beyond, senders are told to come again. Default 128.</summary>
    [Range(1, 16_384)]
    public int MaxInFlightMegabytes { get; set; } = 128;

    /// <summary>How long a request may take to arrive. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    public int MaxRequestBytes => MaxRequestMegabytes * Megabyte;

    public long MaxInFlightBytes => (long)MaxInFlightMegabytes * Megabyte;
}

using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Hosting;

public sealed class StartupSummaryOptions
{
    public const string Section = "StartupSummary";

    /// <summary>False leaves the console to Aspire's log. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How long a port that is in use is waited for, because the topology that ran before may still be ending. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan PortWait { get; set; } = TimeSpan.FromSeconds(10);
}

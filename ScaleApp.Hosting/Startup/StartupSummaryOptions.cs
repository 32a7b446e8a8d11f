using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Hosting;

/// <summary>What the console says while the topology starts.</summary>
public sealed class StartupSummaryOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "StartupSummary";

    /// <summary>False leaves the console to Aspire's log. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>After how long the console says what is not ready yet; it says so again each time that has doubled. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RemindAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a port that is in use is waited for, because the topology that ran before may still be ending. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan PortWait { get; set; } = TimeSpan.FromSeconds(10);
}

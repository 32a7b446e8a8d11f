using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Data.Outbox;

/// <summary>How jobs are handed from the database to the job engine.</summary>
public sealed class OutboxOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Outbox";

    /// <summary>
    /// How often the table is looked at although this process committed nothing: what another process wrote before it died waits that
    /// long. Default: 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait after Redis or the database was away. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most jobs handed over in one transaction. Default: 500.</summary>
    [Range(1, 5000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// How long Redis remembers that it got a job, so that a relay that dies between handing it over and deleting its row makes no
    /// second one. Default: one hour.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromHours(1);
}

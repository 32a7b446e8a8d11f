using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Redis.SignalR;

/// <summary>How much of each log is kept, and how it is followed.</summary>
public sealed class MessageLogOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "MessageLogs";

    /// <summary>What the names of all keys begin with. Default: <c>log</c>.</summary>
    [Required, StringLength(100, MinimumLength = 1)]
    public string KeyPrefix { get; set; } = "log";

    /// <summary>
    /// How many entries of a log are kept at least; up to a hundred more may be. Default: 1,000. Ids of entries are remembered
    /// for as many.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Length { get; set; } = 1_000;

    /// <summary>How long a log that nobody appends to is kept. Default: 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many bytes an entry may have. Default: 16 KiB.</summary>
    [Range(1, 1 << 20)]
    public int MaxContentBytes { get; set; } = 16 * 1024;

    /// <summary>
    /// How often the position of what is followed is compared with that of the log, which finds messages that were lost without
    /// anybody noticing. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many entries who begins to follow, or has to begin anew, is shown first. Default: 50.
    /// </summary>
    [Range(1, 500)]
    public int PageSize { get; set; } = 50;
}

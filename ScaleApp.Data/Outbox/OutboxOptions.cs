using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Data.Outbox;

/// <summary>How the worker hands committed jobs to Hangfire.</summary>
public sealed class OutboxOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Outbox";

    /// <summary>How often the table is read without a notification, in case one was lost. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause after Redis or the database was unavailable. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often rows that a worker could not load are tried again: during a deploy it may be an older one. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryUnknownEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The age up to which such rows are tried again. Older rows wait until an operator clears their error. Default: 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RetryUnknownFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most jobs that are handed over in one transaction, and so repeated when a relay dies in it. Default: 100.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>How many jobs are handed over at a time. Each takes a thread, because Hangfire's client is synchronous. Default: 4.</summary>
    [Range(1, 32)]
    public int Parallelism { get; set; } = 4;
}

using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults;

/// <summary>How outgoing HTTP requests deal with failures.</summary>
public sealed class HttpResilienceOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "HttpResilience";

    /// <summary>The deadline of a request with all its attempts. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The deadline of one attempt, up to the headers of the answer. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a failed request is repeated, when its method is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE) and its
    /// body at most a megabyte. Default: 3.
    /// </summary>
    [Range(1, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>The pause before the first repetition; it doubles, with jitter, and gives way to Retry-After. Default: 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The share of failures within <see cref="BreakerWindow"/> that breaks the circuit to a host. Default: 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>The fewest requests within the window that say anything. Default: 20.</summary>
    [Range(2, 100_000)]
    public int BreakerThroughput { get; set; } = 20;

    /// <summary>The time over which failures are counted. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakerWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a broken circuit fails at once before one request tries again. Default: 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakerPause { get; set; } = TimeSpan.FromSeconds(3);
}

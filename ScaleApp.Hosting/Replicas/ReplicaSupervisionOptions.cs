using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Hosting;

/// <summary>How replicas are kept running and how they are stopped.</summary>
public sealed class ReplicaSupervisionOptions
{
    public const string Section = "ReplicaSupervision";

    /// <summary>
    /// Whether crashed replicas are started again. Default: true, but not while an IDE runs the projects, which shows the
    /// crash to the developer.
    /// </summary>
    public bool? Restart { get; set; }

    /// <summary>How long the first restart waits; each further one waits twice as long. Default: 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that a restart waits. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A replica that ran this long is sound: its next crash waits for the first delay again. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan ResetAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a replica may take to end after SIGTERM before it is killed. Default: 30 s, as in Kubernetes. Aspire alone
    /// kills after 6 s, which breaks off longer requests and jobs. Windows has no SIGTERM: Aspire's stop applies.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long all replicas together may take to end when the AppHost stops, before Aspire ends them and the servers that they
    /// use. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a rolling restart waits for a replica to be ready before it stops. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(60);
}

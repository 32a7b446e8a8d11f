using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults;

public sealed class ServiceDefaultsOptions
{
    public const string Section = "ServiceDefaults";

    /// <summary>
    /// When a request is cancelled and answered with 504. Default: 30 s. WebSockets and streams opt out with
    /// <c>DisableRequestTimeout()</c>; a slow endpoint takes another with <c>WithRequestTimeout(...)</c>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stopping service still takes requests while <c>/health</c> answers 503. Default: as long as its callers need to
    /// learn of it, which is one second for a registered replica, three when Redis is unavailable, and zero for other services.
    /// Behind a balancer that only polls <c>/health</c>, set a little more than its interval times its failure threshold.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan? DrainDelay { get; set; }

    /// <summary>
    /// How long requests in flight may take to finish, after the delay, before they are broken off. Default: 25 s, which is
    /// under the 30 s that Kubernetes waits before it kills.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(25);
}

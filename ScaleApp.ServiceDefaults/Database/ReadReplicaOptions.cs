using System.ComponentModel.DataAnnotations;

namespace ScaleApp.ServiceDefaults;

public sealed class ReadReplicaOptions
{
    public const string Section = "Database:ReadReplica";

    /// <summary>
    /// A standby that may lack what was committed longer ago is left out. The same for all services. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Database:ReadReplica:MaxLag is between 1 second and 5 minutes.")]
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the positions of the servers are compared: each second, and oftener for a short <see cref="MaxLag"/>.</summary>
    internal TimeSpan CheckInterval => TimeSpan.FromTicks(Math.Min(MaxLag.Ticks / 5, TimeSpan.TicksPerSecond));
}

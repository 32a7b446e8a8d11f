using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>What the autoscaler of a project aims at. It is off until it is switched on.</summary>
public sealed class AutoscalingOptions
{
    /// <summary>Processors in use by a replica on average: 0.5 is half of one. Default: 0.5.</summary>
    public double TargetProcessors { get; set; } = 0.5;

    /// <summary>Requests in flight at a replica on average. Default: 50.</summary>
    public double TargetRequests { get; set; } = 50;

    /// <summary>How often it decides. Default: 5 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// It scales down to the highest number of replicas that it found right within this time, and not before it has measured for so long.
    /// Default: 60 s.
    /// </summary>
    public TimeSpan ScaleDownWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After a change it waits so long for the new replicas to start before it decides again. Default: 15 s.</summary>
    public TimeSpan Settling { get; set; } = TimeSpan.FromSeconds(15);

    internal RedisResource? LoadSource { get; private set; }

    /// <summary>Reads the loads of the replicas from the Redis in which they register. Autoscaling needs it.</summary>
    public AutoscalingOptions WithLoadsFrom(IResourceBuilder<RedisResource> redis)
    {
        LoadSource = redis.Resource;
        return this;
    }
}

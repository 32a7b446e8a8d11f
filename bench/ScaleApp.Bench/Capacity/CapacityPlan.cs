namespace ScaleApp.Bench.Capacity;

/// <summary>How many replicas a load needs, and what they are given.</summary>
/// <param name="RequestsPerReplica">Requests a second that one replica answers within the target.</param>
/// <param name="MinReplicas">For the usual load.</param>
/// <param name="MaxReplicas">For the peak.</param>
/// <param name="PoolSize">Connections to PostgreSQL of each process, so that all processes together keep within the server's.</param>
/// <param name="TargetProcessors">Of the autoscaler: processors in use at a replica, on average.</param>
/// <param name="TargetRequests">Of the autoscaler: requests in flight at a replica, on average.</param>
internal sealed record CapacityPlan(
    double RequestsPerReplica, int MinReplicas, int MaxReplicas, int PoolSize, double TargetProcessors, double TargetRequests)
{
    /// <summary>What is kept free: for what is not measured, and for the time that a new replica takes to start.</summary>
    public const double Headroom = 0.3;

    // One that is restarted or lost must not be the only one.
    private const int LeastReplicas = 2;

    /// <param name="one">What one replica bore.</param>
    /// <param name="peak">Requests a second at the peak.</param>
    /// <param name="usual">Requests a second on an ordinary day.</param>
    /// <param name="connections">Connections that PostgreSQL has for services.</param>
    /// <param name="others">Other processes that use the database: workers, migrations.</param>
    public static CapacityPlan For(LoadStep one, double peak, double usual, int connections, int others)
    {
        var max = Math.Max(LeastReplicas, (int)Math.Ceiling(peak * (1 + Headroom) / one.Rate));
        var min = Math.Clamp((int)Math.Ceiling(usual * (1 + Headroom) / one.Rate), LeastReplicas, max);
        return new CapacityPlan(one.Rate, min, max, connections / (max + others),
            Math.Round(one.Processors / (1 + Headroom), 2), Math.Max(1, Math.Round(one.InFlight / (1 + Headroom), 1)));
    }
}

using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Scaling;

internal sealed partial class Autoscaler(ReplicaSet set, TimeProvider time, ILogger logger)
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (set.Resource.Autoscaling.LoadSource is not { } source)
        {
            return;
        }

        await using var loads = new RegisteredLoads(source, set.Resource.Project.Name, logger);
        var decision = new AutoscaleDecision(set.Resource, time);
        using var timer = new PeriodicTimer(set.Resource.Autoscaling.Interval, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            if (!set.IsAutoscaled)
            {
                decision.Reset();
                continue;
            }

            await DecideAsync(decision, await loads.ReadAsync(ct), ct);
        }
    }

    private async Task DecideAsync(AutoscaleDecision decision, IReadOnlyList<ReplicaLoad> measured, CancellationToken ct)
    {
        var wanted = set.Wanted;
        var (replicas, reason) = decision.Decide(wanted, measured);
        if (replicas != wanted)
        {
            LogScaled(set.Resource.Project.Name, wanted, replicas, reason);
            await set.ChangeAsync(replicas, ct);
        }
        else
        {
            LogKept(set.Resource.Project.Name, wanted, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Autoscaling '{Project}' from {Before} to {After} replicas: {Reason}.")]
    private partial void LogScaled(string project, int before, int after, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Autoscaling leaves '{Project}' at {Replicas} replicas: {Reason}.")]
    private partial void LogKept(string project, int replicas, string reason);
}

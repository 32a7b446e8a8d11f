using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Hosting.Scaling;

/// <summary>The replicas of one project: how many are wanted, and changing that. One change at a time; the next waits for it.</summary>
internal sealed partial class ReplicaSet(
    ReplicaSetResource resource,
    SupervisedResource supervised,
    ReplicaLifecycle lifecycle,
    ReplicaRestarts restarts,
    ReplicaReadiness readiness,
    ResourceNotificationService notifications,
    IOptions<ReplicaSupervisionOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReplicaSet> logger) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly SemaphoreSlim _rolling = new(1, 1);

    public ReplicaSetResource Resource => resource;

    public bool IsAutoscaled { get; private set; }

    /// <summary>Replicas that are kept running, with those that crashed and wait for their restart, without those that were stopped on purpose.</summary>
    public int Wanted => supervised.Replicas.Count(replica => replica.IsWanted);

    private int Running => supervised.Replicas.Count(IsRunning);

    public async Task BeginAsync(CancellationToken ct)
    {
        while (!AreAllKnown())
        {
            await Task.Delay(PollInterval, time, ct);
        }

        await ChangeAsync(resource.Initial, ct);
    }

    /// <summary>Starts or stops replicas until so many are wanted. A scale by hand switches autoscaling off.</summary>
    public async Task<ExecuteCommandResult> ScaleAsync(int replicas, CancellationToken ct)
    {
        if (replicas < resource.Min || replicas > resource.Max)
        {
            return CommandResults.Failure(
                $"'{resource.Project.Name}' runs from {resource.Min} to {resource.Max} replicas, not {replicas}. Change the bounds in the AppHost: WithScaling.");
        }

        var wasAutoscaled = IsAutoscaled;
        IsAutoscaled = false;
        await ChangeAsync(replicas, ct);
        return CommandResults.Success($"{replicas} replicas of '{resource.Project.Name}' are wanted.{(wasAutoscaled ? " Autoscaling is off now." : "")}");
    }

    /// <summary>Restarts the wanted replicas one after the other, each once the one before is ready again. Stops at the first that is not.</summary>
    public async Task<ExecuteCommandResult> RollingRestartAsync(CancellationToken ct)
    {
        if (!await _rolling.WaitAsync(TimeSpan.Zero, ct))
        {
            return CommandResults.Failure($"A rolling restart of '{resource.Project.Name}' is under way.");
        }

        try
        {
            await _changing.WaitAsync(ct);
            try
            {
                return await RollAsync(ct);
            }
            finally
            {
                _changing.Release();
            }
        }
        finally
        {
            _rolling.Release();
        }
    }

    public async Task<ExecuteCommandResult> SwitchAutoscalingAsync(bool isOn)
    {
        if (isOn && resource.Autoscaling.LoadSource is null)
        {
            return CommandResults.Failure(
                $"Where the loads of '{resource.Project.Name}' are registered is not known. Say so in the AppHost: WithScaling(min, max, scaling => scaling.WithLoadsFrom(redis)).");
        }

        IsAutoscaled = isOn;
        await UpdateRowAsync();
        return CommandResults.Success($"Autoscaling of '{resource.Project.Name}' is {(isOn ? "on" : "off")}.");
    }

    public async Task ChangeAsync(int replicas, CancellationToken ct)
    {
        await _changing.WaitAsync(ct);
        try
        {
            var wanted = supervised.Replicas.Where(replica => replica.IsWanted).ToArray();
            foreach (var replica in supervised.Replicas.Where(replica => !replica.IsWanted).Take(replicas - wanted.Length).ToArray())
            {
                await StartAsync(replica, ct);
            }

            // First those that do not run, then the newest.
            await Task.WhenAll(wanted.Reverse().OrderBy(IsRunning).Take(wanted.Length - replicas)
                .Select(replica => lifecycle.StopAsync(replica, options.Value.StopGrace, ct)));
        }
        finally
        {
            _changing.Release();
            await UpdateRowAsync();
        }
    }

    public void Dispose()
    {
        _changing.Dispose();
        _rolling.Dispose();
    }

    public Task UpdateRowAsync() => notifications.PublishUpdateAsync(
        resource, row => ReplicaSetRow.Update(row, resource, Running, Wanted, IsAutoscaled));

    private async Task StartAsync(SupervisedReplica replica, CancellationToken ct)
    {
        var started = await lifecycle.StartAsync(replica, ct);
        if (!started.Success)
        {
            // The orchestrator refuses a start now and then: it is repeated with back-off until the replica runs or is not wanted.
            _ = restarts.RestartAsync(replica, $"could not be started ({started.Message})", lifetime.ApplicationStopping);
        }
    }

    private async Task<ExecuteCommandResult> RollAsync(CancellationToken ct)
    {
        var restarted = 0;
        foreach (var replica in supervised.Replicas.Where(replica => replica.IsWanted).ToArray())
        {
            var result = await lifecycle.RestartAsync(replica, options.Value.StopGrace, ct);
            var problem = result.Success ? await readiness.WaitAsync(replica, ct) : result.Message;
            if (problem is not null)
            {
                LogRollingStopped(replica.Id, problem);
                return CommandResults.Failure($"Stopped at '{replica.Id}': {problem} Restarted before: {restarted}. The others run on as they were.");
            }

            restarted++;
        }

        return CommandResults.Success($"{restarted} replicas of '{resource.Project.Name}' were restarted.");
    }

    // Wait until the supervisor has seen all of them as not started: it would release a replica that is started before that.
    private bool AreAllKnown() => supervised.Replicas.Count(replica => !replica.IsWanted) == resource.Max;

    private bool IsRunning(SupervisedReplica replica) => lifecycle.Row(replica.Id)?.State?.Text == KnownResourceStates.Running;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rolling restart stops at {Replica}: {Problem}")]
    private partial void LogRollingStopped(string replica, string problem);
}

using System.Collections.Immutable;
using ScaleApp.Hosting.Orchestration.Health;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>A resource without a program: a database follows its server and its own check, a parameter is there at once.</summary>
internal sealed class PassiveWorkload(
    IReadOnlyList<IReplicaCheck> checks, HealthMonitor monitor, Func<Observed<ResourceStatus>>? parent) : IWorkload
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    /// <summary>Called with the newest answers of its checks; must be quick.</summary>
    public event Action<IReadOnlyList<CheckReport>>? Checked;

    public Observed<WorkloadStatus> Status { get; } = new(new WorkloadStatus());

    public void Start()
    {
        lock (_lock)
        {
            if (_running.IsCompleted)
            {
                var stop = _stop = new CancellationTokenSource();
                _running = RunAsync(stop.Token);
            }
        }
    }

    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        Task running;
        lock (_lock)
        {
            _stop?.Cancel();
            running = _running;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Become(new());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        _stop?.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var up = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await WhileParentAsync(isReady: false, cancellationToken);
            Become(new() { IsUp = true, IsPartlyUp = true, IsReady = checks.Count == 0 });
            var watch = checks.Count == 0 ? Task.CompletedTask : monitor.RunAsync(checks, Observe, up.Token);

            await WhileParentAsync(isReady: true, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await up.CancelAsync();
            await watch;
            Become(new());
        }
    }

    private void Observe(bool isReady, ImmutableArray<CheckReport> reports)
    {
        Checked?.Invoke(reports);
        var reason = reports.FirstOrDefault(report => report.Description is not null)?.Description;
        Become(new() { IsUp = true, IsPartlyUp = true, IsReady = isReady, Reason = isReady ? null : reason });
    }

    private void Become(WorkloadStatus next) => Status.Update(next.After);

    /// <summary>Returns when the parent has come up (or gone down); without a parent it is up for ever.</summary>
    private Task WhileParentAsync(bool isReady, CancellationToken cancellationToken) => (parent, isReady) switch
    {
        (null, false) => Task.CompletedTask,
        (null, true) => Task.Delay(Timeout.Infinite, cancellationToken),
        (_, false) => parent().WaitAsync(status => status.Phase == ResourcePhase.Ready, cancellationToken),
        // A server that fails a check is not gone: the database's own check tells.
        (_, true) => parent().WaitAsync(
            status => status.Phase is not (ResourcePhase.Ready or ResourcePhase.Running), cancellationToken),
    };
}

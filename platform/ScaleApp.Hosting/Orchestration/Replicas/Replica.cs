namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>One copy of a resource: a program that is started, watched, and started again when it dies.</summary>
/// <remarks>Start and stop may be called at any time, in any order, any number of times.</remarks>
internal sealed class Replica(string id, int index, ReplicaBlueprint blueprint) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private StopRequest? _stop;
    private Task _supervision = Task.CompletedTask;

    public string Id { get; } = id;

    /// <summary>0 for the first replica of its resource; kept over restarts.</summary>
    public int Index { get; } = index;

    public Observed<ReplicaStatus> Status { get; } = new(new ReplicaStatus());

    /// <summary>Begins to keep the program running. Does nothing when that is done already.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (!_supervision.IsCompleted)
            {
                return;
            }

            var stop = _stop = new StopRequest();
            _supervision = Task.Run(() => SuperviseAsync(stop), CancellationToken.None);
        }
    }

    /// <summary>Takes it out of the balancers, lets it drain, stops the program. Returns when nothing of it is left.</summary>
    /// <param name="drain">How long requests in flight may take.</param>
    /// <param name="cancellationToken">Ends all patience: the program is killed.</param>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        StopRequest? stop;
        Task supervision;
        lock (_lock)
        {
            (stop, supervision) = (_stop, _supervision);
        }

        if (stop is null || supervision.IsCompleted)
        {
            return;
        }

        stop.Ask(drain);
        await using (cancellationToken.UnsafeRegister(static request => ((StopRequest)request!).MakeUrgent(), stop))
        {
            await supervision;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        _stop?.Dispose();
    }

    private async Task SuperviseAsync(StopRequest stop)
    {
        var policy = new RestartPolicy(blueprint);
        while (!stop.IsRequested)
        {
            var life = await new ReplicaLifeRunner(Id, Index, blueprint, Status).RunAsync(stop);
            if (stop.IsRequested)
            {
                break;
            }

            var verdict = policy.Judge(life);
            Status.Update(before => Describe(before, verdict, policy.IsCrashLoop));
            if (verdict.Next is AfterLife.Finish or AfterLife.Fail)
            {
                return;
            }

            await Task.Delay(verdict.Pause, blueprint.Time, stop.Requested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Status.Update(before => before with { Phase = ReplicaPhase.Exited, IsReady = false, Reason = null, Checks = [] });
    }

    private static ReplicaStatus Describe(ReplicaStatus before, Verdict verdict, bool isCrashLoop) => before with
    {
        IsReady = false,
        Reason = verdict.Reason,
        Phase = verdict.Next switch
        {
            AfterLife.Finish => ReplicaPhase.Finished,
            AfterLife.Fail => ReplicaPhase.FailedToStart,
            AfterLife.RestartElsewhere => ReplicaPhase.Starting,
            _ => isCrashLoop ? ReplicaPhase.CrashLoop : ReplicaPhase.Exited,
        },
    };
}

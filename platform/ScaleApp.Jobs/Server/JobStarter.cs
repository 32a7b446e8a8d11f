namespace ScaleApp.Jobs;

/// <summary>Starts jobs for the pump, and tells it when they end. Only the pump's loop uses it.</summary>
internal sealed class JobStarter(RunningJobs running, JobRunner runner)
{
    private IThreadPoolWorkItem? _next;

    /// <summary>Is told, from any thread, how each job ended.</summary>
    public Action<Settlement> Ended { private get; set; } = _ => { };

    /// <summary>Starts a job, at the latest with <see cref="FinishAsync"/>.</summary>
    public void Start(TakenJob taken, long leaseEnd)
    {
        if (_next is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_next, preferLocal: false);
        }

        var job = new RunningJob(taken, leaseEnd, RunAsync);
        running.Add(job);
        _next = job;
    }

    /// <summary>
    /// All are started. The caller's thread is awake, so it runs the last job, and the caller goes on behind all that were started.
    /// </summary>
    public async ValueTask FinishAsync()
    {
        if (_next is { } last)
        {
            _next = null;
            await new YieldTo(last);
        }
    }

    private async Task RunAsync(RunningJob job)
    {
        var settlement = await runner.RunAsync(job);
        job.HasEnded = true;
        Ended(settlement);
    }
}

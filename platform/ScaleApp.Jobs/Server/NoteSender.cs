using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Sends what running jobs report, a few times a second and all together.</summary>
internal sealed partial class NoteSender(ServerStore store, RunningJobs running, TimeProvider time, ILogger<NoteSender> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            foreach (var queue in running.All.Where(job => job.Notes is not null).GroupBy(job => job.Taken.Id.Queue))
            {
                await SendAsync(queue.Key, queue, ct);
            }
        }
    }

    /// <summary>Sends what is left of a job that has ended, before its end is told: afterwards nothing more is taken.</summary>
    public Task FlushAsync(RunningJob job, CancellationToken ct) =>
        job.Notes is null ? Task.CompletedTask : SendAsync(job.Taken.Id.Queue, [job], ct);

    private async Task SendAsync(string queue, IEnumerable<RunningJob> jobs, CancellationToken ct)
    {
        var notes = jobs.Select(job => (Job: job, Notes: job.Notes?.Take())).Where(pair => pair.Notes is not null)
            .Select(pair => (pair.Job, pair.Notes!)).ToArray();
        if (notes.Length == 0)
        {
            return;
        }

        try
        {
            await store.NoteAsync(queue, notes, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFailed(error, notes.Length);
        }
    }

    [LoggerMessage(3030, LogLevel.Warning, "Could not keep what {Count} jobs reported: those lines are lost, the jobs go on")]
    private partial void LogFailed(Exception error, int count);
}

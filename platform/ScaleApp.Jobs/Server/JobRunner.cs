using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Makes one attempt at a job, in a scope of its own, and says what became of it. Never throws.</summary>
internal sealed partial class JobRunner(IServiceScopeFactory scopes, JobTypes types, NoteSender notes, JobMetrics metrics,
    ServerIdentity server, TimeProvider time, ILogger<JobRunner> logger)
{
    private const int MaxErrorLength = 4000;

    public async Task<Settlement> RunAsync(RunningJob job)
    {
        var queue = job.Taken.Id.Queue;
        var started = time.GetTimestamp();
        metrics.Started(queue, job.Taken.Waited);
        using var span = JobSpans.Process(job.Taken, server.Id);

        var settlement = await AttemptAsync(job, error => JobSpans.Fail(span, error));
        await notes.FlushAsync(job, CancellationToken.None);
        metrics.Ended(queue, settlement.Outcome, time.GetElapsedTime(started));
        return settlement;
    }

    private async Task<Settlement> AttemptAsync(RunningJob job, Action<Exception> failed)
    {
        JobMethod? method = null;
        try
        {
            method = types.Find(job.Taken.Record);
            await InvokeAsync(job, method);
            return new Settlement(job, Outcome.Succeeded);
        }
        catch (UnknownJobException error)
        {
            failed(error);
            LogUnknown(error, job.Taken.Id);
            return new Settlement(job, Outcome.Dead, default, error.Message);
        }
        catch (Exception error) when (IsInterrupted(job, error))
        {
            // Whoever took the job away knows; Redis refuses this answer unless it is a shutdown.
            LogInterrupted(job.Taken.Id, job.Interruption);
            return new Settlement(job, Outcome.Back, default, $"interrupted: {job.Interruption}");
        }
        catch (Exception error)
        {
            failed(error);
            return Fail(job, method, job.Interruption == Interruption.Timeout
                ? new TimeoutException($"The job ran longer than its time-out of {method!.Timeout}.", error)
                : error);
        }
    }

    private async Task InvokeAsync(RunningJob job, JobMethod method)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new JobContext(job);
        scope.ServiceProvider.GetRequiredService<JobContextAccessor>().Current = context;
        if (method.Timeout is not { } timeout)
        {
            await method.InvokeAsync(scope.ServiceProvider, job.Taken.Record, context);
            return;
        }

        await using var timer = time.CreateTimer(
            static state => ((RunningJob)state!).Interrupt(Interruption.Timeout), job, timeout, Timeout.InfiniteTimeSpan);
        await method.InvokeAsync(scope.ServiceProvider, job.Taken.Record, context);
    }

    private Settlement Fail(RunningJob job, JobMethod? method, Exception error)
    {
        var retry = method?.Retry ?? server.Options.Retry;
        var text = error.ToString();
        text = text.Length > MaxErrorLength ? text[..MaxErrorLength] : text;
        if (retry.DelayAfter(job.Taken.Attempt, error) is { } delay)
        {
            LogRetry(error, job.Taken.Id, job.Taken.Attempt, delay);
            return new Settlement(job, Outcome.Retry, delay, text);
        }

        LogGivenUp(error, job.Taken.Id, job.Taken.Attempt);
        return new Settlement(job, retry.OnAttemptsExceeded == AttemptsExceededAction.Delete ? Outcome.Delete : Outcome.Dead, default, text);
    }

    private static bool IsInterrupted(RunningJob job, Exception error) =>
        job.Interruption is Interruption.Shutdown or Interruption.LeaseLost or Interruption.Deleted && error is OperationCanceledException;

    [LoggerMessage(3100, LogLevel.Warning, "Job {Id} failed at attempt {Attempt}, trying again in {Delay}")]
    private partial void LogRetry(Exception error, JobId id, int attempt, TimeSpan delay);

    [LoggerMessage(3101, LogLevel.Error, "Job {Id} failed at attempt {Attempt} and is given up")]
    private partial void LogGivenUp(Exception error, JobId id, int attempt);

    [LoggerMessage(3102, LogLevel.Error, "Job {Id} names something that this program does not have, and goes to the dead letters")]
    private partial void LogUnknown(Exception error, JobId id);

    [LoggerMessage(3103, LogLevel.Information, "Job {Id} was interrupted: {Reason}")]
    private partial void LogInterrupted(JobId id, Interruption reason);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;

namespace ScaleApp.Jobs;

/// <inheritdoc cref="IBackgroundJobClient"/>
internal sealed class BackgroundJobClient(JobWriter writer, SignalCourier courier, JobMetrics metrics,
    IOptions<JobClientOptions> options) : IBackgroundJobClient
{
    private const int MostJobsACall = 500;

    // How long a batch may be half created before it counts as abandoned.
    private static readonly TimeSpan BatchPatience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, EnqueuePipeline> _pipelines = new();

    public async Task<string> CreateAsync(JobRequest request, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var job = Complete(request);
        using var span = JobSpans.Send(request.Queue, 1, job);
        return await Failing(span, Pipeline(request.Queue).AddAsync(Trace(job, span)).WaitAsync(ct));
    }

    public async Task<IReadOnlyList<string>> CreateManyAsync(IReadOnlyCollection<JobRequest> requests, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return await CreateManyAsync([.. requests.Select(Complete)], ct);
    }

    public async Task<string> ContinueWithAsync(string parentId, JobRequest request,
        JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default)
    {
        var parent = JobId.Parse(parentId);
        var job = Complete(request);
        using var span = JobSpans.Send(request.Queue, 1, job);
        job = Trace(job, span);
        // The link first: should this process die in between, the end of the other is told to a job that never came.
        var waits = await writer.LinkAsync(parent, Link(job, options), ct);
        await Failing(span, writer.AwaitAsync(job, waits ? [parentId] : [], TimeSpan.Zero, ct));
        metrics.Enqueued(request.Queue, 1);
        return job.FullId;
    }

    public async Task<JobBatch> CreateBatchAsync(IReadOnlyCollection<JobRequest> jobs, JobRequest continuation,
        JobContinuationOptions options = JobContinuationOptions.OnAnyFinishedState, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (jobs.FirstOrDefault(job => job.UniqueKey is not null) is { } unique)
        {
            throw new ArgumentException($"A job of a batch cannot have a unique key ('{unique.UniqueKey}'): it may not come to exist.", nameof(jobs));
        }

        var last = Trace(Complete(continuation), null);
        var link = Link(last, options);
        var members = jobs.Select(job => Complete(job) with { Links = link }).ToArray();
        // A millisecond for each job is ten times what it takes.
        var open = BatchPatience + TimeSpan.FromMilliseconds(members.Length);
        await writer.AwaitAsync(last, [.. members.Select(job => job.FullId)], open, ct);
        metrics.Enqueued(continuation.Queue, 1);
        var ids = await CreateManyAsync(members, ct);
        if (members.Length > 0 && !await writer.CloseAsync(last, ct))
        {
            throw new TimeoutException($"The jobs of a batch were created, but not within {open}: the one after them, {last.FullId}, was given up.");
        }

        return new JobBatch(last.FullId, ids);
    }

    public async Task<bool> DeleteAsync(string jobId, JobState? from = null, CancellationToken ct = default)
    {
        var id = JobId.Parse(jobId);
        var (existed, signals) = await writer.DeleteAsync(id, from, ct);
        if (signals.Length > 0)
        {
            await courier.DeliverAsync(id.Queue, signals, ct);
        }

        return existed;
    }

    public async Task<bool> RequeueAsync(string jobId, JobState? from = null, CancellationToken ct = default)
    {
        var id = JobId.Parse(jobId);
        return await writer.RequeueAsync(id.Queue, [id.Local], from, ct) == 1;
    }

    public Task<bool> RescheduleAsync(string jobId, TimeSpan delay, JobState? from = null, CancellationToken ct = default) =>
        writer.RescheduleAsync(JobId.Parse(jobId), DueTime.In(delay), from, ct);

    public Task<bool> RescheduleAsync(string jobId, DateTimeOffset enqueueAt, JobState? from = null, CancellationToken ct = default) =>
        writer.RescheduleAsync(JobId.Parse(jobId), DueTime.At(enqueueAt), from, ct);

    private async Task<string[]> CreateManyAsync(NewJob[] all, CancellationToken ct)
    {
        var ids = new string[all.Length];
        foreach (var group in Enumerable.Range(0, all.Length).GroupBy(i => all[i].Request.Queue))
        {
            foreach (var chunk in group.Chunk(MostJobsACall))
            {
                using var span = JobSpans.Send(group.Key, chunk.Length, null);
                var jobs = Array.ConvertAll(chunk, i => Trace(all[i], span));
                var local = await Failing(span, writer.EnqueueAsync(group.Key, jobs, ct));
                for (var i = 0; i < chunk.Length; i++)
                {
                    ids[chunk[i]] = $"{group.Key}/{local[i]}";
                }

                metrics.Enqueued(group.Key, chunk.Length);
            }
        }

        return ids;
    }

    private EnqueuePipeline Pipeline(string queue) => _pipelines.TryGetValue(queue, out var known)
        ? known
        : _pipelines.GetOrAdd(queue, name => new EnqueuePipeline(name, writer, metrics));

    private NewJob Complete(JobRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        QueueName.Check(request.Queue);
        if (request.Id is { } id && (id.Length is 0 or > JobId.MaxLength || id.AsSpan().ContainsAnyInRange('\0', ' ')))
        {
            throw new ArgumentException($"'{id}' cannot be the id of a job: use 1 to {JobId.MaxLength} characters without blanks.", nameof(request));
        }

        // A letter takes three bytes at most: most arguments need not be counted.
        var arguments = request.Invocation.Arguments;
        if (arguments.Length > options.Value.MaxArgumentBytes / 3
            && Encoding.UTF8.GetByteCount(arguments) is var size && size > options.Value.MaxArgumentBytes)
        {
            throw new ArgumentException(
                $"The arguments of {request.Invocation.Method} take {size} bytes as JSON, and the limit is {options.Value.MaxArgumentBytes}: "
                + "store the data elsewhere and give the job its id, or raise JobClientOptions.MaxArgumentBytes.", nameof(request));
        }

        return new NewJob(request, request.Id ?? JobId.NewLocal(), request.Id is null, request.TraceParent);
    }

    private static NewJob Trace(NewJob job, Activity? span) =>
        job.TraceParent is null && (span ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
            ? job with { TraceParent = id }
            : job;

    private static string Link(NewJob job, JobContinuationOptions options) =>
        (options == JobContinuationOptions.OnAnyFinishedState ? "+" : "=") + job.FullId;

    private static Task<T> Failing<T>(Activity? span, Task<T> task) => span is null ? task : ToldAsync(span, task);

    private static Task Failing(Activity? span, Task task) => span is null ? task : ToldAsync(span, task);

    private static async Task<T> ToldAsync<T>(Activity span, Task<T> task)
    {
        await ToldAsync(span, (Task)task);
        return await task;
    }

    private static async Task ToldAsync(Activity span, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception error)
        {
            JobSpans.Fail(span, error);
            throw;
        }
    }
}

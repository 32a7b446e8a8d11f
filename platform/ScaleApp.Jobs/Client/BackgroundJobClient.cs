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

    private readonly ConcurrentDictionary<string, EnqueuePipeline> _pipelines = new();

    public async Task<string> CreateAsync(JobRequest request, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        request = Complete(request);
        using var span = JobSpans.Send(request.Queue, 1, $"{request.Queue}/{request.Id}");
        request = Trace(request, span);
        var id = await Failing(span, Pipeline(request.Queue).AddAsync(request).WaitAsync(ct));
        metrics.Enqueued(request.Queue, 1);
        return $"{request.Queue}/{id}";
    }

    public async Task<IReadOnlyList<string>> CreateManyAsync(IReadOnlyCollection<JobRequest> requests, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var all = requests.Select((request, index) => (Request: Complete(request), Index: index)).ToArray();
        var ids = new string[all.Length];
        foreach (var group in all.GroupBy(entry => entry.Request.Queue))
        {
            foreach (var chunk in group.Chunk(MostJobsACall))
            {
                using var span = JobSpans.Send(group.Key, chunk.Length, null);
                var jobs = Array.ConvertAll(chunk, entry => Trace(entry.Request, span));
                var local = await Failing(span, writer.EnqueueAsync(group.Key, jobs, ct));
                for (var i = 0; i < chunk.Length; i++)
                {
                    ids[chunk[i].Index] = $"{group.Key}/{local[i]}";
                }

                metrics.Enqueued(group.Key, chunk.Length);
            }
        }

        return ids;
    }

    public async Task<string> ContinueWithAsync(string parentId, JobRequest request,
        JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default)
    {
        var parent = JobId.Parse(parentId);
        request = Complete(request);
        using var span = JobSpans.Send(request.Queue, 1, $"{request.Queue}/{request.Id}");
        request = Trace(request, span);
        // The link first: should this process die in between, the end of the other is told to a job that never came.
        var waits = await writer.LinkAsync(parent, Link(request, options), ct);
        await Failing(span, writer.AwaitAsync(request, waits ? [parentId] : [], ct));
        metrics.Enqueued(request.Queue, 1);
        return $"{request.Queue}/{request.Id}";
    }

    public async Task<JobBatch> CreateBatchAsync(IReadOnlyCollection<JobRequest> jobs, JobRequest continuation,
        JobContinuationOptions options = JobContinuationOptions.OnAnyFinishedState, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (jobs.FirstOrDefault(job => job.UniqueKey is not null) is { } unique)
        {
            throw new ArgumentException($"A job of a batch cannot have a unique key ('{unique.UniqueKey}'): it may not come to exist.", nameof(jobs));
        }

        continuation = Trace(Complete(continuation), null);
        var link = Link(continuation, options);
        var members = jobs.Select(job => Complete(job) with { Links = link }).ToArray();
        await writer.AwaitAsync(continuation, [.. members.Select(job => $"{job.Queue}/{job.Id}")], ct);
        var ids = await CreateManyAsync(members, ct);
        metrics.Enqueued(continuation.Queue, 1);
        return new JobBatch($"{continuation.Queue}/{continuation.Id}", ids);
    }

    public async Task<bool> DeleteAsync(string jobId, CancellationToken ct = default)
    {
        var id = JobId.Parse(jobId);
        var (existed, signals) = await writer.DeleteAsync(id, ct);
        if (signals.Length > 0)
        {
            await courier.DeliverAsync(id.Queue, signals, ct);
        }

        return existed;
    }

    public async Task<bool> RequeueAsync(string jobId, CancellationToken ct = default)
    {
        var id = JobId.Parse(jobId);
        return await writer.RequeueAsync(id.Queue, [id.Local], ct) == 1;
    }

    private EnqueuePipeline Pipeline(string queue) =>
        _pipelines.TryGetValue(queue, out var known) ? known : _pipelines.GetOrAdd(queue, name => new EnqueuePipeline(name, writer));

    private JobRequest Complete(JobRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        QueueName.Check(request.Queue);
        if (request.Id is { } id && (id.Length is 0 or > JobId.MaxLength || id.AsSpan().ContainsAnyInRange('\0', ' ')))
        {
            throw new ArgumentException($"'{id}' cannot be the id of a job: use 1 to {JobId.MaxLength} characters without blanks.", nameof(request));
        }

        if (Encoding.UTF8.GetByteCount(request.Invocation.Arguments) is var size && size > options.Value.MaxArgumentBytes)
        {
            throw new ArgumentException(
                $"The arguments of {request.Invocation.Method} take {size} bytes as JSON, and the limit is {options.Value.MaxArgumentBytes}: "
                + "store the data elsewhere and give the job its id, or raise JobClientOptions.MaxArgumentBytes.", nameof(request));
        }

        return request.Id is null ? request with { Id = JobId.NewLocal() } : request;
    }

    private static JobRequest Trace(JobRequest request, Activity? span) =>
        request.TraceParent is null && (span ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
            ? request with { TraceParent = id }
            : request;

    private static string Link(JobRequest request, JobContinuationOptions options) =>
        (options == JobContinuationOptions.OnAnyFinishedState ? "+" : "=") + $"{request.Queue}/{request.Id}";

    private static async Task<T> Failing<T>(Activity? span, Task<T> task)
    {
        await Failing(span, (Task)task);
        return await task;
    }

    private static async Task Failing(Activity? span, Task task)
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

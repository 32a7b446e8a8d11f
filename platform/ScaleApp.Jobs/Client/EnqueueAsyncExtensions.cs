using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run as soon as they can.</summary>
/// <remarks>The same calls as Hangfire's.</remarks>
public static class EnqueueAsyncExtensions
{
    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static Task<string> EnqueueAsync(this IBackgroundJobClient client, Expression<Action> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall), ct);

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static Task<string> EnqueueAsync(this IBackgroundJobClient client, string queue, Expression<Action> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }, ct);

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static Task<string> EnqueueAsync(this IBackgroundJobClient client, Expression<Func<Task>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall), ct);

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static Task<string> EnqueueAsync(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }, ct);

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static Task<string> EnqueueAsync<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall), ct);

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static Task<string> EnqueueAsync<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }, ct);

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static Task<string> EnqueueAsync<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall), ct);

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static Task<string> EnqueueAsync<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }, ct);
}

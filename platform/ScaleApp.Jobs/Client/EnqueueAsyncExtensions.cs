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

    /// <summary>Creates a job for each item, as <see cref="IBackgroundJobClient.CreateManyAsync"/>.</summary>
    /// <returns>The jobs' ids, in the order of the items.</returns>
    public static Task<IReadOnlyList<string>> EnqueueManyAsync<T, TItem>(this IBackgroundJobClient client, IEnumerable<TItem> items,
        Expression<Action<T, TItem>> methodCall, CancellationToken ct = default) =>
        client.CreateManyAsync(JobRequest.ForEach(items, methodCall), ct);

    /// <inheritdoc cref="EnqueueManyAsync{T, TItem}(IBackgroundJobClient, IEnumerable{TItem}, Expression{Action{T, TItem}}, CancellationToken)"/>
    public static Task<IReadOnlyList<string>> EnqueueManyAsync<T, TItem>(this IBackgroundJobClient client, IEnumerable<TItem> items,
        Expression<Func<T, TItem, Task>> methodCall, CancellationToken ct = default) =>
        client.CreateManyAsync(JobRequest.ForEach(items, methodCall), ct);

    /// <summary>Creates a job for each item in that queue, as <see cref="IBackgroundJobClient.CreateManyAsync"/>.</summary>
    /// <returns>The jobs' ids, in the order of the items.</returns>
    public static Task<IReadOnlyList<string>> EnqueueManyAsync<T, TItem>(this IBackgroundJobClient client, string queue,
        IEnumerable<TItem> items, Expression<Action<T, TItem>> methodCall, CancellationToken ct = default) =>
        client.CreateManyAsync([.. JobRequest.ForEach(items, methodCall).Select(job => job with { Queue = queue })], ct);

    /// <inheritdoc cref="EnqueueManyAsync{T, TItem}(IBackgroundJobClient, string, IEnumerable{TItem}, Expression{Action{T, TItem}}, CancellationToken)"/>
    public static Task<IReadOnlyList<string>> EnqueueManyAsync<T, TItem>(this IBackgroundJobClient client, string queue,
        IEnumerable<TItem> items, Expression<Func<T, TItem, Task>> methodCall, CancellationToken ct = default) =>
        client.CreateManyAsync([.. JobRequest.ForEach(items, methodCall).Select(job => job with { Queue = queue })], ct);
}

using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run later, by Redis's clock.</summary>
/// <remarks>The same calls as Hangfire's.</remarks>
public static class ScheduleAsyncExtensions
{
    /// <summary>Creates a job that runs after a delay.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, Expression<Action> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, Expression<Action> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, string queue, Expression<Action> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, string queue, Expression<Action> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, Expression<Func<Task>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, Expression<Func<Task>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static Task<string> ScheduleAsync(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }, ct);

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall,
        TimeSpan delay, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }, ct);

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static Task<string> ScheduleAsync<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall,
        DateTimeOffset enqueueAt, CancellationToken ct = default) =>
        client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }, ct);
}

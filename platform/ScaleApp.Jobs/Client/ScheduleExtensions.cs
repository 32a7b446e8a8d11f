using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run later, by Redis's clock.</summary>
/// <remarks>The same calls as Hangfire's. Blocks the thread until Redis has answered; prefer the asynchronous twins.</remarks>
public static class ScheduleExtensions
{
    /// <summary>Creates a job that runs after a delay.</summary>
    public static string Schedule(this IBackgroundJobClient client, Expression<Action> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }));

    /// <summary>Creates a job that runs at a time.</summary>
    public static string Schedule(this IBackgroundJobClient client, Expression<Action> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static string Schedule(this IBackgroundJobClient client, string queue, Expression<Action> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }));

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static string Schedule(this IBackgroundJobClient client, string queue, Expression<Action> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay.</summary>
    public static string Schedule(this IBackgroundJobClient client, Expression<Func<Task>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }));

    /// <summary>Creates a job that runs at a time.</summary>
    public static string Schedule(this IBackgroundJobClient client, Expression<Func<Task>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static string Schedule(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }));

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static string Schedule(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }));

    /// <summary>Creates a job that runs at a time.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }));

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Delay = delay }));

    /// <summary>Creates a job that runs at a time.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { EnqueueAt = enqueueAt }));

    /// <summary>Creates a job that runs after a delay, in that queue.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall,
        TimeSpan delay) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, Delay = delay }));

    /// <summary>Creates a job that runs at a time, in that queue.</summary>
    public static string Schedule<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall,
        DateTimeOffset enqueueAt) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue, EnqueueAt = enqueueAt }));
}

using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run as soon as they can.</summary>
/// <remarks>The same calls as Hangfire's. Blocks the thread until Redis has answered; prefer the asynchronous twins.</remarks>
public static class EnqueueExtensions
{
    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static string Enqueue(this IBackgroundJobClient client, Expression<Action> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall)));

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static string Enqueue(this IBackgroundJobClient client, string queue, Expression<Action> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }));

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static string Enqueue(this IBackgroundJobClient client, Expression<Func<Task>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall)));

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static string Enqueue(this IBackgroundJobClient client, string queue, Expression<Func<Task>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }));

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static string Enqueue<T>(this IBackgroundJobClient client, Expression<Action<T>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall)));

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static string Enqueue<T>(this IBackgroundJobClient client, string queue, Expression<Action<T>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }));

    /// <summary>Creates a job that runs as soon as a worker is free.</summary>
    public static string Enqueue<T>(this IBackgroundJobClient client, Expression<Func<T, Task>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall)));

    /// <summary>Creates a job that runs as soon as a worker is free, in that queue.</summary>
    public static string Enqueue<T>(this IBackgroundJobClient client, string queue, Expression<Func<T, Task>> methodCall) =>
        Blocking.Run(() => client.CreateAsync(JobRequest.For(methodCall) with { Queue = queue }));
}

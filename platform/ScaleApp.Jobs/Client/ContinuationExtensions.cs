using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run when others have ended.</summary>
/// <remarks>The same calls as Hangfire's. Blocks the thread until Redis has answered; prefer the asynchronous twins.</remarks>
public static class ContinuationExtensions
{
    /// <summary>Creates a job that runs when another has ended.</summary>
    public static string ContinueJobWith(this IBackgroundJobClient client, string parentId,
        Expression<Action> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options));

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static string ContinueJobWith(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Action> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options));

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static string ContinueJobWith(this IBackgroundJobClient client, string parentId,
        Expression<Func<Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options));

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static string ContinueJobWith(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Func<Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options));

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static string ContinueJobWith<T>(this IBackgroundJobClient client, string parentId,
        Expression<Action<T>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options));

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static string ContinueJobWith<T>(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Action<T>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options));

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static string ContinueJobWith<T>(this IBackgroundJobClient client, string parentId,
        Expression<Func<T, Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options));

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static string ContinueJobWith<T>(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Func<T, Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState) =>
        Blocking.Run(() => client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options));
}

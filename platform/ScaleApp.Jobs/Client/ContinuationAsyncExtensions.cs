using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Creates jobs that run when others have ended.</summary>
/// <remarks>The same calls as Hangfire's.</remarks>
public static class ContinuationAsyncExtensions
{
    /// <summary>Creates a job that runs when another has ended.</summary>
    public static Task<string> ContinueJobWithAsync(this IBackgroundJobClient client, string parentId,
        Expression<Action> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options, ct);

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static Task<string> ContinueJobWithAsync(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Action> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options, ct);

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static Task<string> ContinueJobWithAsync(this IBackgroundJobClient client, string parentId,
        Expression<Func<Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options, ct);

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static Task<string> ContinueJobWithAsync(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Func<Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options, ct);

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static Task<string> ContinueJobWithAsync<T>(this IBackgroundJobClient client, string parentId,
        Expression<Action<T>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options, ct);

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static Task<string> ContinueJobWithAsync<T>(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Action<T>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options, ct);

    /// <summary>Creates a job that runs when another has ended.</summary>
    public static Task<string> ContinueJobWithAsync<T>(this IBackgroundJobClient client, string parentId,
        Expression<Func<T, Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall), options, ct);

    /// <summary>Creates a job that runs when another has ended, in that queue.</summary>
    public static Task<string> ContinueJobWithAsync<T>(this IBackgroundJobClient client, string parentId, string queue,
        Expression<Func<T, Task>> methodCall, JobContinuationOptions options = JobContinuationOptions.OnlyOnSucceededState, CancellationToken ct = default) =>
        client.ContinueWithAsync(parentId, JobRequest.For(methodCall) with { Queue = queue }, options, ct);
}

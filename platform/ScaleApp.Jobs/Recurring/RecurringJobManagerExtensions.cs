using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Adds recurring jobs by the call they make, with Hangfire's overloads and an asynchronous twin of each.</summary>
public static class RecurringJobManagerExtensions
{
    /// <summary>Adds or changes a recurring call of a static method.</summary>
    /// <inheritdoc cref="IRecurringJobManager.AddOrUpdateAsync"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, Expression<Action> methodCall,
        string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall), cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Action> methodCall, string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, Expression<Func<Task>> methodCall,
        string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall), cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Func<Task>> methodCall, string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options);

    /// <summary>Adds or changes a recurring call of a method of <typeparamref name="T"/>, which the worker takes from dependency injection.</summary>
    /// <inheritdoc cref="IRecurringJobManager.AddOrUpdateAsync"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, Expression<Action<T>> methodCall,
        string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall), cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Action<T>> methodCall, string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId,
        Expression<Func<T, Task>> methodCall, string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall), cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Func<T, Task>> methodCall, string cronExpression, RecurringJobOptions? options = null) =>
        Of(manager).AddOrUpdate(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync(this IRecurringJobManager manager, string recurringJobId,
        Expression<Action> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall), cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Action> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync(this IRecurringJobManager manager, string recurringJobId,
        Expression<Func<Task>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall), cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Func<Task>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync<T>(this IRecurringJobManager manager, string recurringJobId,
        Expression<Action<T>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall), cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync<T>(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Action<T>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync<T>(this IRecurringJobManager manager, string recurringJobId,
        Expression<Func<T, Task>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall), cronExpression, options, ct);

    /// <inheritdoc cref="AddOrUpdate{T}(IRecurringJobManager, string, Expression{Action{T}}, string, RecurringJobOptions)"/>
    public static Task AddOrUpdateAsync<T>(this IRecurringJobManager manager, string recurringJobId, string queue,
        Expression<Func<T, Task>> methodCall, string cronExpression, RecurringJobOptions? options = null, CancellationToken ct = default) =>
        Of(manager).AddOrUpdateAsync(recurringJobId, JobRequest.For(methodCall) with { Queue = queue }, cronExpression, options, ct);

    private static IRecurringJobManager Of(IRecurringJobManager manager)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return manager;
    }
}

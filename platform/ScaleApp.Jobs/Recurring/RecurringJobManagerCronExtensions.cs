using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>Hangfire's overloads that take a cron expression as a method, as in <c>AddOrUpdate(id, call, Cron.Daily)</c>.</summary>
public static class RecurringJobManagerCronExtensions
{
    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, Expression<Action> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, string queue, Expression<Action> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, queue, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, Expression<Func<Task>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate(this IRecurringJobManager manager, string recurringJobId, string queue, Expression<Func<Task>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, queue, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, Expression<Action<T>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, string queue, Expression<Action<T>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, queue, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, Expression<Func<T, Task>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, methodCall, Read(cronExpression), options);

    /// <inheritdoc cref="RecurringJobManagerExtensions.AddOrUpdate(IRecurringJobManager, string, Expression{Action}, string, RecurringJobOptions)"/>
    public static void AddOrUpdate<T>(this IRecurringJobManager manager, string recurringJobId, string queue, Expression<Func<T, Task>> methodCall,
        Func<string> cronExpression, RecurringJobOptions? options = null) =>
        manager.AddOrUpdate(recurringJobId, queue, methodCall, Read(cronExpression), options);

    private static string Read(Func<string> cronExpression)
    {
        ArgumentNullException.ThrowIfNull(cronExpression);
        return cronExpression();
    }
}

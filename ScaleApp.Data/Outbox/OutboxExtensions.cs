using System.Diagnostics;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Jobs;

namespace ScaleApp.Data.Outbox;

/// <summary>Enqueues jobs in a database transaction: a job exists if and only if the transaction was committed.</summary>
/// <remarks>
/// The job is a row that is written with the rest by <c>SaveChanges</c>. After the commit the <see cref="OutboxRelay"/> hands
/// it to the job engine, normally within milliseconds; when Redis is away, as soon as it is back.
/// </remarks>
public static class OutboxExtensions
{
    /// <summary>Enqueues a call of a method of <typeparamref name="T"/>. Returns the id that the job will have.</summary>
    /// <exception cref="ArgumentException">The expression is no call that can be kept; the message says why.</exception>
    public static string Enqueue<T>(this DbContext database, Expression<Func<T, Task>> methodCall) =>
        database.Enqueue(JobRequest.For(methodCall));

    /// <inheritdoc cref="Enqueue{T}(DbContext, Expression{Func{T, Task}})"/>
    public static string Enqueue<T>(this DbContext database, Expression<Action<T>> methodCall) =>
        database.Enqueue(JobRequest.For(methodCall));

    /// <summary>Enqueues a call that runs <paramref name="delay"/> after the job engine got it. Returns the id that the job will have.</summary>
    /// <inheritdoc cref="Enqueue{T}(DbContext, Expression{Func{T, Task}})" path="/exception"/>
    public static string Schedule<T>(this DbContext database, Expression<Func<T, Task>> methodCall, TimeSpan delay) =>
        database.Enqueue(JobRequest.For(methodCall) with { Delay = delay });

    /// <summary>Enqueues a job. Returns the id that it will have.</summary>
    public static string Enqueue(this DbContext database, JobRequest request)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(request);
        var id = request.Id ?? $"o{Guid.CreateVersion7():N}";
        var kept = request with { Id = id, TraceParent = request.TraceParent ?? CurrentTrace() };
        database.Add(new OutboxJob { Request = JsonSerializer.Serialize(kept) });
        return $"{kept.Queue}/{id}";
    }

    private static string? CurrentTrace() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
}

using System.Diagnostics;
using System.Linq.Expressions;
using Hangfire.Common;
using Hangfire.Storage;

namespace ScaleApp.Data.Outbox;

/// <summary>Enqueues jobs in a database transaction: a job exists if and only if the transaction was committed.</summary>
/// <remarks>
/// <c>SaveChanges</c> writes the row with the rest. PostgreSQL notifies the worker of the commit, whose <see cref="OutboxRelay"/> hands
/// the job to Hangfire; while Redis is unavailable it waits in the table. Jobs run at least once, so their effect is guarded in the
/// database.
/// </remarks>
public static class OutboxExtensions
{
    /// <summary>Enqueues a call of the job contract <typeparamref name="T"/>. Its <c>[Queue]</c> says where it waits.</summary>
    public static void Enqueue<T>(this DbContext database, Expression<Func<T, Task>> call)
    {
        var data = InvocationData.SerializeJob(Job.FromExpression(call));
        database.Add(new OutboxJob
        {
            Type = data.Type,
            Method = data.Method,
            ParameterTypes = data.ParameterTypes,
            Arguments = data.Arguments,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        });
    }
}

using System.Linq.Expressions;

namespace ScaleApp.Jobs;

/// <summary>A job to be created: the call, and everything about it that is not the default.</summary>
/// <remarks>All of it is text and numbers, so a request can be kept as JSON and made into a job later.</remarks>
/// <example><code>
/// await jobs.CreateAsync(JobRequest.For&lt;Mail&gt;(x => x.SendAsync(id, CancellationToken.None)) with
/// {
///     Priority = JobPriority.High, UniqueKey = $"mail-{id}", UniqueFor = TimeSpan.FromMinutes(5),
/// });
/// </code></example>
public sealed record JobRequest
{
    /// <summary>What is to be called.</summary>
    public required JobInvocation Invocation { get; init; }

    /// <summary>Where it waits. Default: the method's <see cref="QueueAttribute"/>, else <c>default</c>.</summary>
    public string Queue { get; init; } = QueueName.Default;

    /// <summary>
    /// The id within the queue; null for a new one. A job whose id exists is not created again, so a caller that may have to
    /// repeat itself chooses the id.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Who goes first in the queue. Default: normal.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>How long it waits before it may run, by Redis's clock. Default: none.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>When it may run; <see cref="Delay"/> wins when both are there. Default: at once.</summary>
    public DateTimeOffset? EnqueueAt { get; init; }

    /// <summary>While <see cref="UniqueFor"/> lasts, no other job with this key is created in the queue. Default: none.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>How long the unique key is kept, from the creation on. Default: an hour.</summary>
    public TimeSpan UniqueFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>At most <see cref="ConcurrencyLimit"/> jobs of the queue with this key run at once. Default: by attribute.</summary>
    public string? ConcurrencyKey { get; init; }

    /// <summary>The limit of <see cref="ConcurrencyKey"/>. Default: 1.</summary>
    public int ConcurrencyLimit { get; init; } = 1;

    /// <summary>W3C trace parent that the job's span continues. Default: the activity of the moment of creation.</summary>
    public string? TraceParent { get; init; }

    /// <summary>A call of a static method, or of a method of the class of the variable that it is called on.</summary>
    /// <exception cref="ArgumentException">The expression is no call that can be kept; the message says why.</exception>
    public static JobRequest For(Expression<Action> call) => Read(call, null);

    /// <inheritdoc cref="For(Expression{Action})"/>
    public static JobRequest For(Expression<Func<Task>> call) => Read(call, null);

    /// <summary>A call of a method of <typeparamref name="T"/>, which the worker takes from dependency injection.</summary>
    /// <exception cref="ArgumentException">The expression is no call that can be kept; the message says why.</exception>
    public static JobRequest For<T>(Expression<Action<T>> call) => Read(call, typeof(T));

    /// <inheritdoc cref="For{T}(Expression{Action{T}})"/>
    public static JobRequest For<T>(Expression<Func<T, Task>> call) => Read(call, typeof(T));

    /// <summary>
    /// One call for each item, such as <c>JobRequest.ForEach&lt;Mail, Guid&gt;(ids, (mail, id) => mail.SendAsync(id, CancellationToken.None))</c>.
    /// The expression is made and read once, and its parts that do not depend on the item are evaluated once.
    /// </summary>
    /// <exception cref="ArgumentException">The expression is no call that can be kept; the message says why.</exception>
    public static IReadOnlyList<JobRequest> ForEach<T, TItem>(IEnumerable<TItem> items, Expression<Action<T, TItem>> call) =>
        ReadEach(items, call, typeof(T));

    /// <inheritdoc cref="ForEach{T, TItem}(IEnumerable{TItem}, Expression{Action{T, TItem}})"/>
    public static IReadOnlyList<JobRequest> ForEach<T, TItem>(IEnumerable<TItem> items, Expression<Func<T, TItem, Task>> call) =>
        ReadEach(items, call, typeof(T));

    private static JobRequest Read(LambdaExpression call, Type? target)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (shape, arguments) = JobCall.Read(call, target);
        return Create(shape, ArgumentEvaluator.Evaluate(shape, arguments));
    }

    private static IReadOnlyList<JobRequest> ReadEach<TItem>(IEnumerable<TItem> items, LambdaExpression call, Type target)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(call);
        var (shape, arguments) = JobCall.Read(call, target);
        var item = call.Parameters[1];
        var values = arguments.Select((argument, i) => shape.FilledIn[i] ? null : ArgumentEvaluator.For<TItem>(argument, item)).ToArray();
        return [.. items.Select(one => Create(shape, Array.ConvertAll(values, value => value?.Invoke(one))))];
    }

    private static JobRequest Create(MethodShape shape, object?[] arguments) => new()
    {
        Invocation = new JobInvocation(shape.TypeName, shape.Signature, JobArguments.Write(shape, arguments)),
        Queue = shape.Queue ?? QueueName.Default,
        ConcurrencyKey = shape.Concurrency?.KeyFor(shape, arguments),
        ConcurrencyLimit = shape.Concurrency?.Limit ?? 1,
    };
}

using System.Globalization;

namespace ScaleApp.Jobs;

/// <summary>At most so many jobs with the same key run at once, in all workers of a queue together.</summary>
/// <remarks>
/// Jobs over the limit are held back without taking a worker's slot, and go on in the order they came. The limit holds within
/// one queue: jobs of different queues do not see each other. A job whose worker died holds its place until its lease ends.
/// </remarks>
/// <param name="limit">How many may run at once, at least 1.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Interface)]
public class ConcurrencyLimitAttribute(int limit) : Attribute
{
    /// <summary>How many may run at once.</summary>
    public int Limit { get; } = limit > 0 ? limit : throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is at least 1.");

    /// <summary>
    /// What the jobs are counted by: a text in which <c>{0}</c> stands for the first argument and so on, as in
    /// <c>tenant-{0}</c>. Default: the method, so all its jobs count together.
    /// </summary>
    public string? Key { get; init; }

    internal string KeyFor(MethodShape shape, object?[] arguments) => Key is null
        ? $"{shape.Type.FullName}.{shape.Signature}"
        : string.Format(CultureInfo.InvariantCulture, Key, arguments);
}

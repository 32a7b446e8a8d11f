using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>Writes a request as the fields of a job's hash: what <c>insert</c> takes, in every script that creates jobs.</summary>
internal static class JobHash
{
    /// <summary>Appends field, value, ... of the job; due time, creation and priority are the script's business.</summary>
    public static void AppendFields(JobRequest request, List<RedisValue> to)
    {
        Append(to, JobFields.Type, request.Invocation.Type);
        Append(to, JobFields.Method, request.Invocation.Method);
        Append(to, JobFields.Arguments, request.Invocation.Arguments);
        if (request.TraceParent is { } parent)
        {
            Append(to, JobFields.TraceParent, parent);
        }

        if (request.Links is { } links)
        {
            Append(to, JobFields.Links, links);
        }

        if (request.ConcurrencyKey is { } key)
        {
            Append(to, JobFields.ConcurrencyKey, key);
            Append(to, JobFields.ConcurrencyLimit, request.ConcurrencyLimit);
        }
    }

    /// <summary>Appends one job as <c>enqueue.lua</c> reads it: the six values before the fields, and the fields.</summary>
    public static void AppendArguments(string id, JobRequest request, List<RedisValue> to)
    {
        to.Add(id);
        to.Add((int)request.Priority);
        to.Add(Due(request));
        to.Add(request.UniqueKey ?? RedisValue.EmptyString);
        to.Add(request.UniqueKey is null ? 0 : Math.Max(1, (long)request.UniqueFor.TotalMilliseconds));
        to.Add(0);
        var count = to.Count;
        AppendFields(request, to);
        to[count - 1] = to.Count - count;
    }

    /// <summary>0 at once, above 0 the time (unix ms), below 0 the time from now (ms): Redis's clock decides what now is.</summary>
    public static long Due(JobRequest request) => request switch
    {
        { Delay: { } delay } => delay > TimeSpan.Zero ? -(long)Math.Ceiling(delay.TotalMilliseconds) : 0,
        { EnqueueAt: { } at } => Math.Max(0, at.ToUnixTimeMilliseconds()),
        _ => 0,
    };

    private static void Append(List<RedisValue> to, RedisValue field, RedisValue value)
    {
        to.Add(field);
        to.Add(value);
    }
}

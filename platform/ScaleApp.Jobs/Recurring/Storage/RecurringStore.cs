using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs.Recurring.Storage;

/// <summary>Recurring jobs in Redis: every change is one script of the queue's slot.</summary>
internal sealed class RecurringStore(IRedisConnection redis)
{
    private static readonly RedisScript TickScript = Load("tick");
    private static readonly RedisScript UpsertScript = Load("upsert");
    private static readonly RedisScript RemoveScript = Load("remove");
    private static readonly RedisScript PauseScript = Load("pause");
    private static readonly RedisScript TriggerScript = Load("trigger");
    private static readonly RedisScript AssignScript = Load("assign");

    /// <summary>Redis's clock, the only one that counts.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken ct)
    {
        var answer = (string[])(await redis.ExecuteAsync(db => db.ExecuteAsync("TIME"), ct))!;
        return DateTimeOffset.FromUnixTimeMilliseconds((long.Parse(answer[0]) * 1000) + (long.Parse(answer[1]) / 1000));
    }

    /// <summary>Fires, and says what is due then; see <c>tick.lua</c>.</summary>
    public async Task<Tick> TickAsync(string queue, IReadOnlyList<Firing> firings, int limit, CancellationToken ct)
    {
        var arguments = new List<RedisValue>(1 + (firings.Count * 7)) { limit };
        foreach (var firing in firings)
        {
            arguments.AddRange([firing.Definition.Id, firing.Definition.Version, Ms(firing.Definition.Next), Ms(firing.Next),
                firing.Error ?? "", firing.Occurrences.Count]);
            arguments.AddRange(firing.Occurrences.Select(occurrence => Ms(occurrence)));
        }

        var answer = (RedisResult[])(await redis.EvaluateAsync(TickScript, new JobKeys(queue).TagOnly, [.. arguments], ct))!;
        return new Tick(At((string?)answer[0])!.Value, At((string?)answer[1]), (int)answer[2],
            TimeSpan.FromMilliseconds((double)answer[3]), Due((string[])answer[4]!));
    }

    /// <summary>Notes the queue that a recurring job feeds. Returns the one that it fed before, or null.</summary>
    public async Task<string?> AssignAsync(string id, string queue, CancellationToken ct)
    {
        await redis.ExecuteAsync(db => db.SetAddAsync(JobKeys.Queues, queue), ct);
        return (string?)await redis.EvaluateAsync(AssignScript, [RecurringKeys.Index, RecurringKeys.Queues], [id, queue], ct);
    }

    /// <summary>False when the definition was there already, just like this.</summary>
    public async Task<bool> UpsertAsync(RecurringDefinition definition, DateTimeOffset? next, string? state, CancellationToken ct) =>
        (bool)await redis.EvaluateAsync(UpsertScript, new JobKeys(definition.Job.Queue).TagOnly,
            [definition.Id, Ms(next), RecurringKeys.ChangedChannel, state ?? "", .. definition.Fields()], ct);

    /// <summary>Takes a definition out of a queue. Returns its state for another queue, or null when it was not there.</summary>
    public async Task<string?> RemoveAsync(string id, string queue, CancellationToken ct) =>
        (string?)await redis.EvaluateAsync(RemoveScript, new JobKeys(queue).TagOnly, [id], ct);

    /// <summary>Forgets which queue a recurring job feeds.</summary>
    public Task UnassignAsync(string id, CancellationToken ct) =>
        redis.ExecuteAsync(db => db.HashDeleteAsync(RecurringKeys.Index, id), ct);

    /// <summary>False when the definition is not there in this version.</summary>
    public async Task<bool> PauseAsync(
        string id, string queue, bool paused, long version, DateTimeOffset? next, CancellationToken ct) =>
        (bool)await redis.EvaluateAsync(PauseScript, new JobKeys(queue).TagOnly,
            [id, paused ? 1 : 0, version, Ms(next), RecurringKeys.ChangedChannel], ct);

    /// <summary>Enqueues a run with this id; false when there is no such definition in the queue.</summary>
    public async Task<bool> TriggerAsync(string id, string queue, string run, CancellationToken ct) =>
        (bool)await redis.EvaluateAsync(TriggerScript, new JobKeys(queue).TagOnly, [id, run], ct);

    /// <summary>The queue that a recurring job feeds, or null when there is no such job.</summary>
    public async Task<string?> QueueOfAsync(string id, CancellationToken ct) =>
        await redis.ExecuteAsync(db => db.HashGetAsync(RecurringKeys.Index, id), ct);

    /// <summary>The queues that recurring jobs were ever added to.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync(CancellationToken ct) =>
        [.. (await redis.ExecuteAsync(db => db.SetMembersAsync(RecurringKeys.Queues), ct)).Select(queue => (string)queue!)];

    /// <summary>All recurring jobs and the queues that they feed.</summary>
    public async Task<IReadOnlyList<(string Id, string Queue)>> IndexAsync(CancellationToken ct) =>
        [.. (await redis.ExecuteAsync(db => db.HashGetAllAsync(RecurringKeys.Index), ct))
            .Select(entry => ((string)entry.Name!, (string)entry.Value!))];

    /// <summary>A definition's hash, empty when there is none.</summary>
    public async Task<Dictionary<string, string>> ReadAsync(string id, string queue, CancellationToken ct) =>
        (await redis.ExecuteAsync(db => db.HashGetAllAsync($"{new JobKeys(queue).Tag}:recurring:{id}"), ct))
            .ToDictionary(entry => (string)entry.Name!, entry => (string)entry.Value!);

    /// <summary>Reads a time of a hash: unix milliseconds, nothing for none.</summary>
    public static DateTimeOffset? At(string? ms) =>
        string.IsNullOrEmpty(ms) ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ms));

    private static RedisValue Ms(DateTimeOffset? time) => time is { } at ? at.ToUnixTimeMilliseconds() : RedisValue.EmptyString;

    private static List<DueDefinition> Due(string[] values)
    {
        var due = new List<DueDefinition>(values.Length / 6);
        for (var at = 0; at + 5 < values.Length; at += 6)
        {
            due.Add(new DueDefinition(values[at], long.Parse(values[at + 1]), At(values[at + 2])!.Value, values[at + 3],
                values[at + 4], (MisfireHandlingMode)int.Parse(values[at + 5])));
        }

        return due;
    }

    private static RedisScript Load(string name) => RedisScript.FromText(name, JobScripts.Compose($"Recurring/Scripts/{name}.lua"));
}

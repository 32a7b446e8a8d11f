using ScaleApp.Jobs.Recurring.Schedules;
using ScaleApp.Jobs.Recurring.Storage;

namespace ScaleApp.Jobs.Recurring;

/// <inheritdoc cref="IRecurringJobManager"/>
internal sealed class RecurringJobManager(RecurringStore store) : IRecurringJobManager
{
    public async Task AddOrUpdateAsync(string recurringJobId, JobRequest job, string cronExpression,
        RecurringJobOptions? options = null, CancellationToken ct = default)
    {
        var (definition, schedule) = RecurringDefinition.Create(recurringJobId, job, cronExpression, options ?? new RecurringJobOptions());
        var next = schedule.After(await store.NowAsync(ct));

        // Out of the old queue before it comes into the new one: in between it is in none, never in two.
        var previous = await store.AssignAsync(recurringJobId, job.Queue, ct);
        var state = previous is not null && previous != job.Queue ? await store.RemoveAsync(recurringJobId, previous, ct) : null;
        await store.UpsertAsync(definition, next, state, ct);

        // Somebody else may have moved or removed it meanwhile: the last assignment counts.
        if (await store.QueueOfAsync(recurringJobId, ct) != job.Queue)
        {
            await store.RemoveAsync(recurringJobId, job.Queue, ct);
        }
    }

    public async Task<bool> RemoveIfExistsAsync(string recurringJobId, CancellationToken ct = default)
    {
        if (await store.QueueOfAsync(recurringJobId, ct) is not { } queue)
        {
            return false;
        }

        var removed = await store.RemoveAsync(recurringJobId, queue, ct) is not null;
        await store.UnassignAsync(recurringJobId, ct);
        return removed;
    }

    public async Task<string?> TriggerJobAsync(string recurringJobId, CancellationToken ct = default)
    {
        if (await store.QueueOfAsync(recurringJobId, ct) is not { } queue)
        {
            return null;
        }

        var run = JobId.NewLocal();
        return await store.TriggerAsync(recurringJobId, queue, run, ct) ? new JobId(queue, run).ToString() : null;
    }

    public Task<bool> PauseAsync(string recurringJobId, CancellationToken ct = default) => SetPausedAsync(recurringJobId, true, ct);

    public Task<bool> ResumeAsync(string recurringJobId, CancellationToken ct = default) => SetPausedAsync(recurringJobId, false, ct);

    public async Task<RecurringJobInfo?> FindAsync(string recurringJobId, CancellationToken ct = default) =>
        await store.QueueOfAsync(recurringJobId, ct) is { } queue ? await ReadAsync(recurringJobId, queue, ct) : null;

    public async Task<IReadOnlyList<RecurringJobInfo>> ListAsync(int from = 0, int count = 100, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1000);
        var page = (await store.IndexAsync(ct)).OrderBy(entry => entry.Id, StringComparer.Ordinal).Skip(from).Take(count);
        var found = await Task.WhenAll(page.Select(entry => ReadAsync(entry.Id, entry.Queue, ct)));

        return [.. found.OfType<RecurringJobInfo>()];
    }

    // On the thread pool: a caller's synchronisation context must not be needed for what it waits for.
    public void AddOrUpdate(string recurringJobId, JobRequest job, string cronExpression, RecurringJobOptions? options = null) =>
        Task.Run(() => AddOrUpdateAsync(recurringJobId, job, cronExpression, options)).GetAwaiter().GetResult();

    public void RemoveIfExists(string recurringJobId) =>
        Task.Run(() => RemoveIfExistsAsync(recurringJobId)).GetAwaiter().GetResult();

    public string? TriggerJob(string recurringJobId) => Task.Run(() => TriggerJobAsync(recurringJobId)).GetAwaiter().GetResult();

    public void Trigger(string recurringJobId) => TriggerJob(recurringJobId);

    private async Task<bool> SetPausedAsync(string id, bool paused, CancellationToken ct)
    {
        // The version changes under our hands only when somebody changes the same job: then it is read again.
        while (await store.QueueOfAsync(id, ct) is { } queue && await store.ReadAsync(id, queue, ct) is { Count: > 0 } hash)
        {
            var schedule = CronSchedule.Parse(hash["cron"], TimeZoneInfo.FindSystemTimeZoneById(hash["zone"]));
            var next = schedule.After(await store.NowAsync(ct));
            if (await store.PauseAsync(id, queue, paused, long.Parse(hash["v"]), next, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<RecurringJobInfo?> ReadAsync(string id, string queue, CancellationToken ct)
    {
        if (await store.ReadAsync(id, queue, ct) is not { Count: > 0 } hash)
        {
            return null;
        }

        var paused = hash["paused"] == "1";
        var call = hash["call"].Split('\n', 3);
        return new RecurringJobInfo
        {
            Id = id,
            Queue = queue,
            Invocation = new JobInvocation(call[0], call[1], call[2]),
            Cron = hash["cron"],
            TimeZone = hash["zone"],
            MisfireHandling = (MisfireHandlingMode)int.Parse(hash["misfire"]),
            NextExecution = paused ? null : RecurringStore.At(hash["next"]),
            LastExecution = RecurringStore.At(hash["last"]),
            LastJobId = hash["job"] is { Length: > 0 } run ? new JobId(queue, run).ToString() : null,
            CreatedAt = RecurringStore.At(hash["created"])!.Value,
            IsPaused = paused,
            Error = hash["error"] is { Length: > 0 } error ? error : null,
        };
    }
}

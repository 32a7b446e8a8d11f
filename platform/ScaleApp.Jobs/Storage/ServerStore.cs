using System.Globalization;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>A server's side of the queues: the scripts that only servers call.</summary>
internal sealed class ServerStore(IRedisConnection redis, QueueCatalog queues, ServerIdentity server)
{
    private static readonly RedisScript PumpScript = JobScripts.Load("pump");
    private static readonly RedisScript RecoverScript = JobScripts.Load("recover");
    private static readonly RedisScript HeartbeatScript = JobScripts.Load("heartbeat");
    private static readonly RedisScript ReclaimScript = JobScripts.Load("reclaim");
    private static readonly RedisScript LeaveScript = JobScripts.Load("leave");
    private static readonly RedisScript NoteScript = JobScripts.Load("note");

    private readonly BackgroundJobServerOptions _options = server.Options;

    /// <summary>Settles attempts and gets jobs, for free slots and ahead of time; null when the generation is old.</summary>
    public async Task<PumpReply?> PumpAsync(string queue, long generation, int slots, int ahead,
        IReadOnlyList<Settlement> settled, CancellationToken ct)
    {
        var succeeded = 0;
        foreach (var settlement in settled)
        {
            succeeded += settlement.Outcome == Outcome.Succeeded ? 1 : 0;
        }

        var arguments = new RedisValue[8 + (succeeded * 2) + ((settled.Count - succeeded) * 5)];
        arguments[0] = server.Id;
        arguments[1] = generation;
        arguments[2] = slots;
        arguments[3] = (long)_options.Lease.TotalMilliseconds;
        arguments[4] = _options.MaxSucceededJobs;
        arguments[5] = _options.MaxDeadJobs;
        arguments[6] = ahead;
        arguments[7] = succeeded;
        Fill(arguments, 8, 8 + (succeeded * 2), settled);

        return PumpReply.Read(queue, await redis.EvaluateAsync(PumpScript, queues.Keys(queue).TagOnly, arguments, ct));
    }

    /// <summary>Gives back what was handed out in answers that never came, and voids calls of older generations.</summary>
    public async Task<int> RecoverAsync(string queue, long generation, IEnumerable<RunningJob> known, CancellationToken ct)
    {
        var arguments = new List<RedisValue> { server.Id, generation };
        Name(known, arguments);
        return (int)await redis.EvaluateAsync(RecoverScript, queues.Keys(queue).TagOnly, [.. arguments], ct);
    }

    /// <summary>
    /// Renews the lease of all that runs; returns the local ids that are no longer this server's, and those that are but that it did
    /// not name.
    /// </summary>
    public async Task<(string[] Lost, string[] Strangers)> HeartbeatAsync(string queue, IEnumerable<RunningJob> running, CancellationToken ct)
    {
        var arguments = new List<RedisValue> { server.Id, (long)_options.Lease.TotalMilliseconds, server.Description };
        Name(running, arguments);
        var parts = (RedisResult[])(await redis.EvaluateAsync(HeartbeatScript, queues.Keys(queue).TagOnly, [.. arguments], ct))!;
        return ((string[])parts[0]!, (string[])parts[1]!);
    }

    /// <summary>Takes back what dead servers left; returns how many, and messages that nobody delivered.</summary>
    public async Task<(int Reclaimed, string[] Signals)> ReclaimAsync(string queue, CancellationToken ct)
    {
        RedisValue[] arguments =
        [
            _options.MaxCrashes,
            _options.MaxDeadJobs,
            (long)_options.KeepSucceededFor.TotalMilliseconds,
            (long)_options.KeepDeadFor.TotalMilliseconds,
            (long)Math.Max(_options.Lease.TotalMilliseconds, 10_000),
        ];
        var parts = (RedisResult[])(await redis.EvaluateAsync(ReclaimScript, queues.Keys(queue).TagOnly, arguments, ct))!;
        return ((int)parts[0], (string[])parts[1]!);
    }

    /// <summary>Takes the server off the queue's list, and gives back what it was handed and does not know.</summary>
    public Task LeaveAsync(string queue, IEnumerable<RunningJob> known, CancellationToken ct)
    {
        var arguments = new List<RedisValue> { server.Id };
        Name(known, arguments);
        return redis.EvaluateAsync(LeaveScript, queues.Keys(queue).TagOnly, [.. arguments], ct);
    }

    /// <summary>Keeps what running jobs reported.</summary>
    public Task NoteAsync(string queue, IEnumerable<(RunningJob Job, JobNotes.Batch Notes)> notes, CancellationToken ct)
    {
        var arguments = new List<RedisValue> { server.Id };
        foreach (var (job, batch) in notes)
        {
            arguments.Add(job.Taken.Id.Local);
            arguments.Add(job.Taken.Token);
            arguments.Add(batch.Progress?.ToString("0.##", CultureInfo.InvariantCulture) ?? "");
            arguments.Add(batch.Lines.Count);
            arguments.AddRange(batch.Lines.Select(line => (RedisValue)line));
        }

        return redis.EvaluateAsync(NoteScript, queues.Keys(queue).TagOnly, [.. arguments], ct);
    }

    private static void Name(IEnumerable<RunningJob> jobs, List<RedisValue> to)
    {
        foreach (var job in jobs)
        {
            to.Add(job.Taken.Id.Local);
            to.Add(job.Taken.Token);
        }
    }

    private static void Fill(RedisValue[] arguments, int success, int other, IReadOnlyList<Settlement> settled)
    {
        foreach (var (job, outcome, delay, text) in settled)
        {
            if (outcome == Outcome.Succeeded)
            {
                arguments[success++] = job.Taken.Id.Local;
                arguments[success++] = job.Taken.Token;
                continue;
            }

            arguments[other++] = Word(outcome);
            arguments[other++] = job.Taken.Id.Local;
            arguments[other++] = job.Taken.Token;
            arguments[other++] = (long)delay.TotalMilliseconds;
            arguments[other++] = text;
        }
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Retry => "retry",
        Outcome.Dead => "dead",
        Outcome.Delete => "delete",
        _ => "back",
    };
}

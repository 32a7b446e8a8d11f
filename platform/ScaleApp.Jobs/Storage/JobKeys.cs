using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>The Redis keys of one queue. All share the hash tag <c>{jobs:queue}</c>, so every script stays in one slot.</summary>
/// <remarks>
/// The scripts get the tag as their only key and append the suffixes named here; what each key holds is written in
/// <c>docs/jobs.md</c>. A queue's name is checked where it comes in (<see cref="QueueName"/>), so no name can break out of
/// the tag.
/// </remarks>
internal sealed class JobKeys
{
    /// <summary>The set of all queues that were ever used: the only key outside the queues' slots.</summary>
    public const string Queues = "jobs:queues";

    /// <summary>The channel of one server; a message is the name of a queue with work, or a <see cref="HandedJob"/>.</summary>
    public const string WakeChannel = "jobs:wake:";

    /// <summary>The channel of one server on which ids of its deleted jobs arrive.</summary>
    public const string CancelChannel = "jobs:cancel:";

    public JobKeys(string queue)
    {
        Queue = queue;
        Tag = $"{{jobs:{queue}}}";
        TagOnly = [Tag];
    }

    public string Queue { get; }

    /// <summary>What every key of the queue begins with, without the colon that follows.</summary>
    public string Tag { get; }

    /// <summary>The KEYS of every script.</summary>
    public RedisKey[] TagOnly { get; }

    /// <summary>Zset: id to when it is due (unix ms).</summary>
    public RedisKey Delayed => Tag + ":delayed";

    /// <summary>Zset: id to when it succeeded (unix ms).</summary>
    public RedisKey Done => Tag + ":done";

    /// <summary>Zset: id to when it was given up (unix ms).</summary>
    public RedisKey Dead => Tag + ":dead";

    /// <summary>Zset: id to when it was created (unix ms), of jobs that wait for others to end.</summary>
    public RedisKey Awaiting => Tag + ":awaiting";

    /// <summary>Zset: id of a job after a batch to when the batch must have been created (unix ms).</summary>
    public RedisKey Opening => Tag + ":opening";

    /// <summary>Zset: id to when it was held back (unix ms), of jobs whose concurrency key is taken.</summary>
    public RedisKey Blocked => Tag + ":blocked";

    /// <summary>Zset: server that waits for work to since when (unix ms).</summary>
    public RedisKey Idle => Tag + ":idle";

    /// <summary>Zset: server to the end of its lease (unix ms).</summary>
    public RedisKey Servers => Tag + ":servers";

    /// <summary>Hash: server to its description (JSON).</summary>
    public RedisKey ServerInfo => Tag + ":serverinfo";

    /// <summary>Hash: event to how often it happened.</summary>
    public RedisKey Counters => Tag + ":counters";

    /// <summary>Hash: the queue's settings (paused, rate).</summary>
    public RedisKey Settings => Tag + ":settings";

    /// <summary>Zset: messages to jobs that wait for an ended one, to when they were made (unix ms).</summary>
    public RedisKey Signals => Tag + ":signals";

    /// <summary>List of ids that wait; pushed left, taken right.</summary>
    public RedisKey Wait(JobPriority priority) => $"{Tag}:wait:{(int)priority}";

    /// <summary>Set: ids that the server runs.</summary>
    public RedisKey Active(string server) => $"{Tag}:active:{server}";

    /// <summary>String: what a job is, a <see cref="JobRecord"/>.</summary>
    public RedisKey Job(string id) => $"{Tag}:job:{id}";

    /// <summary>String: what a job went through, a <see cref="JobRun"/>.</summary>
    public RedisKey Run(string id) => $"{Tag}:run:{id}";

    /// <summary>List: what happened to a job and what it logged, oldest first.</summary>
    public RedisKey Log(string id) => $"{Tag}:log:{id}";
}

using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>What <c>pump.lua</c> answers.</summary>
/// <param name="Lost">Local ids of settled jobs that were no longer this server's.</param>
/// <param name="Signals">Messages to deliver.</param>
/// <param name="Jobs">The jobs handed out.</param>
/// <param name="Next">When to ask again; null when woken.</param>
internal sealed record PumpReply(string[] Lost, string[] Signals, TakenJob[] Jobs, TimeSpan? Next)
{
    /// <summary>Reads the answer; null when the call was refused because its sender had given it up.</summary>
    public static PumpReply? Read(string queue, RedisResult result)
    {
        var parts = (RedisResult[])result!;
        if (parts.Length == 0)
        {
            return null;
        }

        var jobs = (RedisResult[])parts[2]!;
        var taken = jobs.Length == 0 ? [] : new TakenJob[jobs.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = ReadJob(queue, (RedisResult[])jobs[i]!);
        }

        var next = (long)parts[3];
        return new PumpReply((string[])parts[0]!, (string[])parts[1]!, taken, next < 0 ? null : TimeSpan.FromMilliseconds(next));
    }

    // The order of take.lua: id, token, t, m, a, n, r, c, d, o, i.
    private static TakenJob ReadJob(string queue, RedisResult[] job) => new(
        new JobId(queue, (string)job[0]!),
        (string)job[1]!,
        new JobInvocation((string)job[2]!, (string)job[3]!, (string)job[4]!),
        (int)job[5],
        (string?)job[6],
        Math.Max((long)job[7], (long?)job[8] ?? 0),
        (long?)job[9],
        (string?)job[10]);
}

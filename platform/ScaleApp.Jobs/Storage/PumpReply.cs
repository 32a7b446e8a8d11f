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

        var next = (long)parts[2];
        return new PumpReply(Texts(parts[0]), Texts(parts[1]), ReadJobs(queue, (RedisResult[])parts[3]!, (string)parts[4]!, (RedisResult[])parts[5]!),
            next < 0 ? null : TimeSpan.FromMilliseconds(next));
    }

    private static TakenJob[] ReadJobs(string queue, RedisResult[] jobs, string token, RedisResult[] again)
    {
        if (jobs.Length == 0)
        {
            return [];
        }

        var taken = new TakenJob[jobs.Length / 2];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = TakenJob.First(new JobId(queue, (string)jobs[i * 2]!), token, JobRecord.Read((byte[])jobs[i * 2 + 1]!));
        }

        for (var i = 0; i < again.Length; i += 3)
        {
            ref var job = ref taken[(int)again[i]];
            var sinceDue = TimeSpan.FromMilliseconds(TakenJob.MomentOf(token) - (long)again[i + 2]);
            job = job with { Attempt = (int)again[i + 1], Waited = sinceDue < job.Waited ? sinceDue : job.Waited };
        }

        return taken;
    }

    private static string[] Texts(RedisResult result) => (string[])result! is { Length: > 0 } texts ? texts : [];
}

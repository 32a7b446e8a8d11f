using System.Globalization;
using ScaleApp.Redis;
using StackExchange.Redis;

namespace ScaleApp.Jobs;

/// <summary>Reads what the scripts have written. A look at several keys is not one moment: a job may move in between.</summary>
internal sealed class JobReader(IRedisConnection redis)
{
    private const int MostLooks = 5000, Step = 500;

    private static readonly RedisScript StatisticsScript = JobScripts.Load("statistics");
    private static readonly RedisScript WhereScript = JobScripts.Load("where");
    private static readonly RedisScript ListScript = JobScripts.Load("list");

    /// <summary>The figures of one queue, of one moment.</summary>
    public async Task<QueueStatistics> QueueAsync(JobKeys keys, CancellationToken ct)
    {
        var parts = (RedisResult[])(await redis.EvaluateAsync(StatisticsScript, keys.TagOnly, [], ct))!;
        var counts = Enum.GetValues<JobState>().ToDictionary(state => state, state => (long)parts[(int)state]);
        var events = (string[])parts[11]!;
        return new QueueStatistics(
            keys.Queue, counts, (string?)parts[8] == "1", (int?)parts[9],
            (long?)parts[10] is { } period ? TimeSpan.FromMilliseconds(period) : null,
            (long)parts[7] < 0 ? null : TimeSpan.FromMilliseconds((long)parts[7]),
            events.Chunk(2).ToDictionary(pair => pair[0], pair => long.Parse(pair[1])));
    }

    public async Task<JobDetails?> DetailsAsync(JobKeys keys, JobId id, CancellationToken ct)
    {
        var parts = (RedisResult[])(await redis.EvaluateAsync(WhereScript, keys.TagOnly, [id.Local], ct))!;
        if (parts.Length == 0)
        {
            return null;
        }

        var state = Enum.Parse<JobState>((string)parts[0]!);
        var (record, run) = (JobRecord.Read((byte[])parts[2]!), JobRun.Read((string?)parts[3]));
        var summary = Summary(id.ToString(), state, (long?)parts[1], record, run, (string?)parts[4], (string?)parts[5]);
        return new JobDetails(summary, run.Begun == 0 ? null : At(run.Begun), run.Server is "" ? null : run.Server, run.Crashes,
            record.Recurring, JobHistory.Read(summary, run, (string[])parts[6]!));
    }

    public async Task<JobPage> PageAsync(JobKeys keys, JobFilter filter, CancellationToken ct)
    {
        var jobs = new List<JobSummary>();
        var offset = filter.Offset;
        while (true)
        {
            var step = filter.Type is null ? filter.Limit : Step;
            var parts = (RedisResult[])(await redis.EvaluateAsync(
                ListScript, keys.TagOnly, [filter.State.ToString(), offset, step], ct))!;
            var total = (long)parts[0];
            foreach (var row in (RedisResult[])parts[1]!)
            {
                offset++;
                var job = Row(keys.Queue, filter.State, (RedisResult[])row!);
                if (job is not null && (filter.Type is null || job.Invocation.Type.Contains(filter.Type, StringComparison.OrdinalIgnoreCase)))
                {
                    jobs.Add(job);
                    if (jobs.Count == filter.Limit)
                    {
                        break;
                    }
                }
            }

            if (offset >= total || jobs.Count == filter.Limit || filter.Type is null || offset - filter.Offset >= MostLooks)
            {
                return new JobPage(jobs, total, offset < total ? offset : null);
            }
        }
    }

    // The order of list.lua: id, score, record, run, error, progress. A job that is being deleted has no record.
    private static JobSummary? Row(string queue, JobState state, RedisResult[] row) => row[2].IsNull ? null : Summary(
        $"{queue}/{(string)row[0]!}", state, (string?)row[1] is { Length: > 0 } score ? long.Parse(score) : null,
        JobRecord.Read((byte[])row[2]!), JobRun.Read((string?)row[3]), (string?)row[4], (string?)row[5]);

    private static JobSummary Summary(string id, JobState state, long? at, JobRecord record, JobRun run, string? error, string? progress) => new(
        id, state, record.Invocation, run.Attempts, At(record.Created), at is { } ms ? At(ms) : null, error,
        progress is null ? null : double.Parse(progress, CultureInfo.InvariantCulture));

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

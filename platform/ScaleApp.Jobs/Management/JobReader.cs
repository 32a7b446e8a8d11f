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

        var fields = ((string[])parts[2]!).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        var state = Enum.Parse<JobState>((string)parts[0]!);
        var summary = Summary(id.ToString(), state, (long?)parts[1], name => fields.GetValueOrDefault(name));
        return new JobDetails(
            summary, At(fields.GetValueOrDefault(JobFields.Begun)), fields.GetValueOrDefault(JobFields.Server),
            int.Parse(fields.GetValueOrDefault(JobFields.Crashes, "0")), fields.GetValueOrDefault(JobFields.Recurring),
            JobHistory.Read(summary, fields, (string[])parts[3]!));
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
                var job = Row(keys.Queue, filter.State, (string[])row!);
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

    // The order of list.lua: id, score, t, m, a, n, c, e, g. A job that is being deleted has no fields.
    private static JobSummary? Row(string queue, JobState state, string?[] row)
    {
        string[] names = [JobFields.Type, JobFields.Method, JobFields.Arguments, JobFields.Attempt, JobFields.Created, JobFields.Error, JobFields.Progress];
        return row[2] is null ? null : Summary(
            $"{queue}/{row[0]}", state, row[1] is { Length: > 0 } score ? long.Parse(score) : null, name => row[Array.IndexOf(names, name) + 2]);
    }

    private static JobSummary Summary(string id, JobState state, long? at, Func<string, string?> field) => new(
        id, state, new JobInvocation(field(JobFields.Type)!, field(JobFields.Method)!, field(JobFields.Arguments)!),
        int.Parse(field(JobFields.Attempt) ?? "0"), At(field(JobFields.Created))!.Value,
        at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, field(JobFields.Error),
        field(JobFields.Progress) is { } progress ? double.Parse(progress, CultureInfo.InvariantCulture) : null);

    private static DateTimeOffset? At(string? ms) => ms is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ms));
}

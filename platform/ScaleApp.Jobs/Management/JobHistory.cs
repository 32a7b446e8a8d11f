namespace ScaleApp.Jobs;

/// <summary>Puts a job's history together from its fields and its log.</summary>
internal static class JobHistory
{
    public static IReadOnlyList<JobEvent> Read(JobSummary job, IReadOnlyDictionary<string, string> fields, IEnumerable<string> log)
    {
        var events = new List<JobEvent> { new(job.CreatedAt, "created", "") };
        foreach (var entry in log)
        {
            if (entry.Split(' ', 3) is [var at, var kind, var text])
            {
                events.Add(new JobEvent(At(at), kind, text));
            }
        }

        if (fields.TryGetValue(JobFields.Begun, out var begun))
        {
            events.Add(new JobEvent(At(begun), "started", $"attempt {job.Attempt} on {fields.GetValueOrDefault(JobFields.Server)}"));
        }

        if (job is { State: JobState.Succeeded or JobState.Dead, At: { } ended })
        {
            events.Add(new JobEvent(ended, job.State == JobState.Dead ? "dead" : "succeeded", ""));
        }

        // Stable: within one millisecond the order is that of the log. A last attempt begins before what it logged.
        return [.. events.OrderBy(entry => entry.At).ThenBy(entry => Rank(entry.Kind))];
    }

    private static int Rank(string kind) => kind switch
    {
        "created" => 0,
        "started" => 1,
        "succeeded" or "dead" => 3,
        _ => 2,
    };

    private static DateTimeOffset At(string ms) => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ms));
}

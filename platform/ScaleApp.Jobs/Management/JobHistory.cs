namespace ScaleApp.Jobs;

/// <summary>Puts a job's history together from its run and its log.</summary>
internal static class JobHistory
{
    public static IReadOnlyList<JobEvent> Read(JobSummary job, JobRun run, IEnumerable<string> log)
    {
        var events = new List<JobEvent> { new(job.CreatedAt, "created", "") };
        foreach (var entry in log)
        {
            if (entry.Split(' ', 3) is [var at, var kind, var text])
            {
                events.Add(new JobEvent(At(long.Parse(at)), kind, text));
            }
        }

        if (run.Begun != 0)
        {
            events.Add(new JobEvent(At(run.Begun), "started", $"attempt {job.Attempt} on {run.Server}"));
        }

        if (job is { State: JobState.Succeeded or JobState.Dead, At: { } ended })
        {
            events.Add(new JobEvent(ended, job.State == JobState.Dead ? "dead" : "succeeded", ""));
        }

        // Within one millisecond: what went wrong belongs to an earlier attempt when the last one runs or succeeded.
        var went = job.State is JobState.Succeeded or JobState.Active;
        return [.. events.OrderBy(entry => entry.At).ThenBy(entry => Rank(entry.Kind, went))];
    }

    private static int Rank(string kind, bool went) => kind switch
    {
        "created" => 0,
        "started" => 2,
        "log" => 3,
        "succeeded" or "dead" => 5,
        _ => went ? 1 : 4,
    };

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

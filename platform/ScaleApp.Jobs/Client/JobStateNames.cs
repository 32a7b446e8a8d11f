namespace ScaleApp.Jobs;

/// <summary>Hangfire's names of the states that a job may have to be in.</summary>
internal static class JobStateNames
{
    /// <exception cref="ArgumentException">No job is ever found in a state of that name.</exception>
    public static JobState Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "Enqueued" => JobState.Waiting,
            "Scheduled" => JobState.Delayed,
            "Processing" => JobState.Active,
            "Succeeded" => JobState.Succeeded,
            "Failed" => JobState.Dead,
            "Awaiting" => JobState.Awaiting,
            _ => throw new ArgumentException(
                $"'{name}' is not a state that a job can be found in: use Enqueued, Scheduled, Processing, Succeeded, Failed or Awaiting.",
                nameof(name)),
        };
    }
}

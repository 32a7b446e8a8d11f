namespace ScaleApp.Jobs;

/// <summary>What becomes of a job that failed for the last time.</summary>
public enum AttemptsExceededAction
{
    /// <summary>It is forgotten.</summary>
    Delete,

    /// <summary>It goes to the dead letters, from where it can be requeued.</summary>
    Fail,
}

/// <summary>How often and when a failed job is tried again.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class AutomaticRetryAttribute : Attribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How often it is tried again after the first attempt; 0 for never. Default: 10.</summary>
    public int Attempts { get; set; } = 10;

    /// <summary>
    /// The pauses in seconds, the last for all that follow. Default: a second, doubled each time up to an hour, and each
    /// shortened by chance by up to a half, so that jobs that failed together do not come back together.
    /// </summary>
    public int[]? DelaysInSeconds { get; set; }

    /// <summary>What happens when all attempts failed. Default: to the dead letters.</summary>
    public AttemptsExceededAction OnAttemptsExceeded { get; set; } = AttemptsExceededAction.Fail;

    /// <summary>The exceptions that are worth another attempt, with their subtypes. Default: all.</summary>
    public Type[]? OnlyOn { get; set; }

    /// <summary>The exceptions that are not, with their subtypes. Default: none.</summary>
    public Type[]? ExceptOn { get; set; }

    /// <summary>The pause before the next attempt, after <paramref name="attempt"/> (from 1) failed; null when there is none.</summary>
    internal TimeSpan? DelayAfter(int attempt, Exception error)
    {
        if (attempt > Attempts || OnlyOn?.Any(type => type.IsInstanceOfType(error)) is false
            || ExceptOn?.Any(type => type.IsInstanceOfType(error)) is true)
        {
            return null;
        }

        if (DelaysInSeconds is { Length: > 0 } delays)
        {
            return TimeSpan.FromSeconds(Math.Max(0, delays[Math.Min(attempt, delays.Length) - 1]));
        }

        var full = Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(attempt - 1, 20)));
        return TimeSpan.FromSeconds(full * (1 - (Random.Shared.NextDouble() / 2)));
    }
}

namespace ScaleApp.Jobs;

/// <summary>Which of a queue's waiting jobs go first. Strict: a normal job starts only when no high one waits.</summary>
public enum JobPriority
{
    /// <summary>Before all others.</summary>
    High = 0,

    /// <summary>The default.</summary>
    Normal = 1,

    /// <summary>When nothing else waits.</summary>
    Low = 2,
}

namespace ScaleApp.Jobs.Recurring.Storage;

/// <summary>A definition that is due, as it was when Redis was asked.</summary>
internal sealed record DueDefinition(
    string Id, long Version, DateTimeOffset Next, string Cron, string Zone, MisfireHandlingMode Misfire);

/// <summary>What is to become of a due definition.</summary>
/// <param name="Definition">As it was seen; when it differs by then, nothing happens.</param>
/// <param name="Occurrences">The occurrences to enqueue, oldest first; may be none.</param>
/// <param name="Next">The occurrence after these, or null for none.</param>
/// <param name="Error">Why it cannot be read, or null.</param>
internal sealed record Firing(
    DueDefinition Definition, IReadOnlyList<DateTimeOffset> Occurrences, DateTimeOffset? Next, string? Error = null);

/// <summary>A queue's timetable at one moment.</summary>
/// <param name="Now">Redis's clock.</param>
/// <param name="Next">The next occurrence of all, or null for none.</param>
/// <param name="Enqueued">Jobs that this call enqueued.</param>
/// <param name="Lateness">How far behind its time the latest of them was.</param>
/// <param name="Due">Definitions that are due now, a batch of them.</param>
internal sealed record Tick(
    DateTimeOffset Now, DateTimeOffset? Next, int Enqueued, TimeSpan Lateness, IReadOnlyList<DueDefinition> Due);

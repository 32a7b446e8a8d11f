namespace ScaleApp.Jobs.Recurring.Storage;

/// <summary>
/// The keys of recurring jobs that are in no queue's slot. The others, <c>recurring</c> and <c>recurring:&lt;id&gt;</c>, are in that of
/// the queue which they feed, so that firing is one script.
/// </summary>
internal static class RecurringKeys
{
    /// <summary>Hash: id of a recurring job to the queue that it feeds.</summary>
    public const string Index = "{jobs:recurring}:index";

    /// <summary>Set: queues that recurring jobs were ever added to, in the slot of the index.</summary>
    public const string Queues = "{jobs:recurring}:queues";

    /// <summary>The channel on which changed timetables are told; a message is the queue.</summary>
    public const string ChangedChannel = "jobs:recurring";
}

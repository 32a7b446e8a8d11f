using System.Collections.Immutable;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>What happened to each resource and replica since the host started, and how often each was started again.</summary>
/// <remarks>The last <see cref="MostHappenings"/> of each are kept; a replica that is gone takes its own along.</remarks>
internal sealed class ResourceHistory(TimeProvider time)
{
    private const int MostHappenings = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Record> _records = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes note of a change.</summary>
    public void Add(ResourceEvent change)
    {
        lock (_lock)
        {
            if (change.IsRemoval)
            {
                _records.Remove(change.ResourceId);
                return;
            }

            var before = _records.GetValueOrDefault(change.ResourceId) ?? Record.None;
            _records[change.ResourceId] = After(before, change.Snapshot);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ResourceHappening> Happenings(string id) => Find(id).Happenings;

    public int Restarts(string id) => Math.Max(0, Find(id).Starts - 1);

    private Record Find(string id)
    {
        lock (_lock)
        {
            return _records.GetValueOrDefault(id) ?? Record.None;
        }
    }

    private Record After(Record before, CustomResourceSnapshot now)
    {
        var after = before with
        {
            Condition = ConditionOf(now),
            StartedAt = now.StartTimeStamp,
            Starts = before.Starts + (now.StartTimeStamp is { } at && at != before.StartedAt ? 1 : 0),
        };
        if (after.Condition is not { } condition || condition == before.Condition)
        {
            return after;
        }

        var text = condition != "Starting" && ResourceDescriber.ReasonOf(now) is { } reason ? $"{condition}: {reason}" : condition;
        var happenings = after.Happenings.Insert(0, new ResourceHappening(time.GetUtcNow(), text, ResourceDescriber.ToneOf(now)));
        return after with
        {
            Happenings = happenings.Count > MostHappenings ? happenings.RemoveAt(MostHappenings) : happenings,
        };
    }

    /// <summary>What a change of is a happening; another reason for the same is none.</summary>
    private static string? ConditionOf(CustomResourceSnapshot now) => now.State?.Text switch
    {
        "Running" => now.HealthStatus.ToString(),
        "Exited" when now.ExitCode is { } code => $"Exited with code {code}",
        var state => state,
    };

    private sealed record Record(
        ImmutableList<ResourceHappening> Happenings, string? Condition, DateTime? StartedAt, int Starts)
    {
        public static Record None { get; } = new([], null, null, 0);
    }
}

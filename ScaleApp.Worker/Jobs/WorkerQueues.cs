using ScaleApp.Data.Jobs;

namespace ScaleApp.Worker.Jobs;

/// <summary>Which queues this worker serves: all of them, or those of the setting <c>Worker:Queues</c>.</summary>
/// <remarks>
/// Workers that serve some queues scale apart from the others. Each queue needs a worker somewhere; what all workers do together (the
/// schedules, the relay of the outbox) goes on in each of them.
/// </remarks>
internal static class WorkerQueues
{
    public const string Setting = "Worker:Queues";

    // By priority within a group; each group has threads of its own.
    private static readonly Group[] Groups =
    [
        new(Workers: 10, [JobQueues.Critical, JobQueues.Default]),

        // Each chunk sends eight mails in parallel, with as many connections to the database.
        new(Workers: 2, [JobQueues.Digests]),
        new(Workers: 2, [JobQueues.Exports, JobQueues.Pictures]),
    ];

    /// <exception cref="InvalidOperationException">The setting names a queue that does not exist, or none.</exception>
    public static void AddWorkerQueues(this IHostApplicationBuilder builder)
    {
        foreach (var group in Served(builder.Configuration[Setting]))
        {
            builder.AddJobServer(group.Workers, group.Queues);
        }
    }

    internal static IEnumerable<Group> Served(string? setting)
    {
        if (setting is null)
        {
            return Groups;
        }

        var served = setting.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var known = Groups.SelectMany(group => group.Queues).ToArray();
        if (served.Length == 0 || served.Except(known, StringComparer.Ordinal).Any())
        {
            throw new InvalidOperationException(
                $"{Setting} is '{setting}'. Name one or more of these queues, separated by commas, or leave it out to serve all: {string.Join(", ", known)}.");
        }

        return Groups
            .Select(group => group with { Queues = [.. group.Queues.Intersect(served, StringComparer.Ordinal)] })
            .Where(group => group.Queues.Length > 0);
    }

    internal sealed record Group(int Workers, string[] Queues);
}

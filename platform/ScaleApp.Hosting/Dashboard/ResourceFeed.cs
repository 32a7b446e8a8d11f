using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>The running topology as the dashboard sees and commands it.</summary>
internal sealed class ResourceFeed(
    DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService logs,
    ResourceCommandService commands, ResourceDescriber describer, ResourceHistory history, UsageSampler usage, TimeProvider time)
    : IResourceService
{
    // Lines of several resources wait here for a page that reads slowly; the oldest give way.
    private const int MostWaitingBatches = 1_000;

    public event Action? Changed;

    public IReadOnlyList<ResourceView> Resources =>
        [.. Shown.Select(describer.Describe).OfType<ResourceView>()];

    /// <summary>Parameters are values and not things that run.</summary>
    private IEnumerable<IResource> Shown => model.Resources.Where(resource => resource is not ParameterResource);

    /// <summary>Follows the topology until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(FollowAsync(cancellationToken), SampleAsync(cancellationToken));

    public async Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken ct)
    {
        var result = await commands.ExecuteCommandAsync(id, command, ct);
        return Outcome(result, $"{id}: done");
    }

    public async Task<CommandOutcome> ScaleAsync(string name, int replicas, CancellationToken ct)
    {
        var result = await commands.ScaleAsync(name, replicas, ct);
        return Outcome(result, $"{name} is scaled to {replicas}");
    }

    public IReadOnlyList<ConsoleLine> ReadConsole(string? id) => id is null
        ? [.. Shown.SelectMany(resource => Read(resource.Name)).OrderBy(line => line.At, StringComparer.Ordinal)]
        : [.. Read(id)];

    public async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(string? id, [EnumeratorCancellation] CancellationToken ct)
    {
        if (id is not null)
        {
            await foreach (var lines in logs.WatchAsync(id, ct))
            {
                yield return [.. lines.Select(line => Line(id, line))];
            }

            yield break;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var merged = Channel.CreateBounded<IReadOnlyList<ConsoleLine>>(
            new BoundedChannelOptions(MostWaitingBatches) { FullMode = BoundedChannelFullMode.DropOldest });
        var readers = Shown.Select(resource => PassOnAsync(resource.Name, merged.Writer, end.Token)).ToArray();
        try
        {
            await foreach (var lines in merged.Reader.ReadAllAsync(ct))
            {
                yield return lines;
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PassOnAsync(string id, ChannelWriter<IReadOnlyList<ConsoleLine>> writer, CancellationToken ct)
    {
        await foreach (var lines in logs.WatchAsync(id, ct))
        {
            writer.TryWrite([.. lines.Select(line => Line(id, line))]);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            history.Add(change);
            Changed?.Invoke();
        }
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(UsageSampler.Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            usage.Sample();
            Changed?.Invoke();
        }
    }

    private IEnumerable<ConsoleLine> Read(string id) => logs.Read(id).Select(line => Line(id, line));

    /// <summary>The log keeps the time in front of the text.</summary>
    private static ConsoleLine Line(string id, LogLine line)
    {
        var blank = line.Content.IndexOf(' ', StringComparison.Ordinal);
        return new ConsoleLine(line.Source ?? id, line.Content[..blank], line.Content[(blank + 1)..], line.IsErrorMessage);
    }

    private static CommandOutcome Outcome(ExecuteCommandResult result, string done) => result switch
    {
        { Success: true } => new(true, done),
        { Canceled: true } => new(false, "It was cancelled."),
        _ => new(false, result.ErrorMessage ?? "It failed; the resource's log says why."),
    };
}

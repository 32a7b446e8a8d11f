using System.Runtime.CompilerServices;
using ScaleApp.Dashboard.Resources;

namespace ScaleApp.Tests.Dashboard.Resources;

/// <summary>A topology in which everything that a page shows tries to be more than text.</summary>
internal sealed class HostileTopology : IResourceService
{
    /// <summary>Ends whatever it is put into and begins something that would run.</summary>
    public const string Attack = "x'\"></script></textarea></svg></title><img src=x onerror=alert(1)><script>alert(2)</script>";

    private static readonly ConsoleLine[] Lines = [new(Attack, "2026-01-01T00:00:00.0000000Z", $"\e[31m{Attack}\e[0m", IsError: true)];

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public List<string> Commands { get; } = [];

    public IReadOnlyList<ResourceView> Resources { get; } = [View([View([])])];

    public Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken ct)
    {
        Commands.Add($"{id} {command}");
        return Task.FromResult(new CommandOutcome(command != "stop", Attack));
    }

    public Task<CommandOutcome> ScaleAsync(string name, int replicas, CancellationToken ct)
    {
        Commands.Add($"{name} {replicas}");
        return Task.FromResult(new CommandOutcome(true, "done"));
    }

    public IReadOnlyList<ConsoleLine> ReadConsole(string? id) => Lines;

    public async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(string? id, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return Lines;
        await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static ResourceView View(IReadOnlyList<ResourceView> replicas) => new()
    {
        Id = Attack,
        Kind = Attack,
        State = Attack,
        Tone = Attack,
        Health = Attack,
        Reason = Attack,
        ExitCode = 1,
        Urls = [new(Attack, Attack, true), new("javascript:alert(3)", "x", true)],
        HealthReports = [new(Attack, Attack, Attack)],
        Environment = [new(Attack, Attack, false), new("PASSWORD", "hidden-value", true)],
        Properties = [new(Attack, Attack, false)],
        Relations = [new(Attack, Attack)],
        Commands = [new(Attack, Attack, Attack, true, Attack, Attack)],
        Happenings = [new(default, Attack, Attack)],
        Replicas = replicas,
        MostReplicas = 4,
    };
}

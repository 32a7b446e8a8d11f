using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

/// <summary>A launcher with a ledger of its own, and the lines that its programs write.</summary>
internal sealed class ProcessBed : IAsyncDisposable
{
    private readonly ConcurrentBag<IChildProcess> _started = [];

    public ProcessBed(string? folder = null)
    {
        Folder = folder ?? TemporaryFolder.Create("test");
        Ledger = new ProcessLedger(Options.Create(new ProcessLedgerOptions { Folder = Path.Combine(Folder, "run") }));
        Launcher = new ProcessLauncher(Ledger, TimeProvider.System, NullLogger<ProcessLauncher>.Instance);
        Reaper = new Reaper(Ledger, Launcher, TimeProvider.System, NullLogger<Reaper>.Instance);
    }

    public string Folder { get; }

    public ProcessLedger Ledger { get; }

    public ProcessLauncher Launcher { get; }

    public Reaper Reaper { get; }

    public ConcurrentQueue<OutputLine> Lines { get; } = [];

    public IEnumerable<string> Texts => Lines.Select(line => line.Text);

    /// <summary>A spec of a shell script; its arguments are $1, $2 ...</summary>
    public ProcessSpec Script(string script, params string[] arguments) => new()
    {
        Name = "script",
        FileName = "sh",
        Arguments = ["-c", script, "script", .. arguments],
        WorkingDirectory = Folder,
        StopGrace = TimeSpan.FromSeconds(20),
    };

    public async Task<IChildProcess> StartAsync(ProcessSpec spec)
    {
        var child = await Launcher.StartAsync(spec, Lines.Enqueue, CancellationToken.None);
        _started.Add(child);
        return child;
    }

    /// <summary>Starts a script and returns once it has written a line that begins with <paramref name="prefix"/>, with the rest of it.</summary>
    public async Task<(IChildProcess Child, string Tail)> StartAsync(ProcessSpec spec, string prefix)
    {
        var child = await StartAsync(spec);
        return (child, await WaitForAsync(prefix));
    }

    public async Task<string> WaitForAsync(string prefix)
    {
        var line = await Eventually.IsAsync(
            () => Task.FromResult(Texts.FirstOrDefault(text => text.StartsWith(prefix, StringComparison.Ordinal))),
            found => found is not null, $"a line '{prefix}...'");
        return line![prefix.Length..];
    }

    public static bool IsAlive(int id) => ProcessTable.Find(id) is { IsAlive: true };

    public static Task DiesAsync(int id, string what) => Eventually.IsTrueAsync(() => !IsAlive(id), $"{what} ({id}) dies");

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _started)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await child.StopAsync(now.Token);
        }

        Directory.Delete(Folder, recursive: true);
    }
}

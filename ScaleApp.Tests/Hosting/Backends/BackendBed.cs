using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Backends;

/// <summary>Backends over a real launcher, with a folder and ports of their own.</summary>
internal sealed class BackendBed : IAsyncDisposable
{
    public BackendBed(ContainerOptions? containers = null)
    {
        var options = Options.Create(containers ?? new ContainerOptions { Engine = "scaleapp-no-engine" });
        Engine = new ContainerEngine(Processes.Launcher, options);
        Command = new ContainerCommand(options);
        Choice = new BackendChoice(Engine);
    }

    public ProcessBed Processes { get; } = new();

    public ContainerEngine Engine { get; }

    public ContainerCommand Command { get; }

    public BackendChoice Choice { get; }

    public List<string> Reports { get; } = [];

    /// <summary>A folder that the server's user can reach, as an AppHost's is not always.</summary>
    public string DataFolder => Path.Combine(Processes.Folder, "data");

    public RedisBackend Redis => new(Choice, Command, TimeProvider.System);

    public PostgresBackend Postgres => new(Choice, Command, Processes.Launcher, TimeProvider.System);

    public BackendContext Context(string name, string? dataFolder = null) => new(
        name, TargetPorts.Shared.Next(), null, "pa'ss \"wörd\\", dataFolder, BackendPreference.Any, Reports.Add);

    /// <summary>Starts what was prepared and returns once its port takes connections.</summary>
    public async Task<IChildProcess> StartAsync(ProcessSpec spec, int port)
    {
        var child = await Processes.StartAsync(spec);
        await Eventually.IsTrueAsync(
            async () =>
            {
                if (child.Exited.IsCompleted)
                {
                    throw new InvalidOperationException(string.Join('\n', Processes.Texts));
                }

                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return true;
            },
            $"port {port} takes connections");
        return child;
    }

    public async ValueTask DisposeAsync()
    {
        await Processes.DisposeAsync();
        Engine.Dispose();
    }
}

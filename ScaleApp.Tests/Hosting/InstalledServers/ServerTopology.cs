using Aspire.Hosting.Testing;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>An AppHost with installed servers in this process. Its disposal ends once the servers have.</summary>
internal sealed class ServerTopology : IAsyncDisposable
{
    // An AppHost takes seconds to start, and more on a machine that runs other tests.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly TestTopology _topology;

    private ServerTopology(TestTopology topology) => _topology = topology;

    /// <summary>What the AppHost logged, and what its resources wrote.</summary>
    public RecordedLogs Log => _topology.Log;

    /// <param name="data">The folder for data with a volume.</param>
    /// <param name="build">Adds the resources.</param>
    public static async Task<ServerTopology> StartAsync(string data, Action<IDistributedApplicationBuilder> build)
    {
        var topology = TestTopology.CreateWithServers(data);
        topology.Builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Deadline);
        build(topology.Builder);
        topology.Builder.UseInstalledServers();
        return new ServerTopology(await topology.StartAsync());
    }

    public async Task<string> ConnectionStringAsync(string resource) =>
        await _topology.App.GetConnectionStringAsync(resource).AsTask().WaitAsync(Deadline)
        ?? throw new InvalidOperationException($"{resource} has no connection string.");

    public async Task HealthyAsync(params string[] resources)
    {
        foreach (var resource in resources)
        {
            await _topology.Rows.WaitForResourceHealthyAsync(resource).WaitAsync(Deadline);
        }
    }

    /// <summary>Waits until the row satisfies the condition, and returns it.</summary>
    public Task<CustomResourceSnapshot> RowAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        _topology.RowAsync(resource, row => condition(row.Snapshot), Deadline);

    public Task<CustomResourceSnapshot> RowAsync(string resource, string state) => RowAsync(resource, row => row.State?.Text == state);

    public Task ExecuteAsync(string resource, string command) => _topology.ExecuteAsync(resource, command).WaitAsync(Deadline);

    /// <summary>The process id of the server itself, which the shell on the row has started.</summary>
    public async Task<int> ServerProcessAsync(string resource)
    {
        var row = await RowAsync(resource, row => row.State?.Text == KnownResourceStates.Running && ProcessId(row) > 0);
        var shell = ProcessId(row);
        return await Eventually.IsAsync(
            () => Task.FromResult(ServerProcesses.Children(shell).FirstOrDefault(child => ServerProcesses.IsServer(child))),
            child => child > 0, $"the server of {resource} runs");
    }

    public static int ProcessId(CustomResourceSnapshot row) =>
        Convert.ToInt32(row.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value);

    public async ValueTask DisposeAsync()
    {
        await _topology.App.StopAsync().WaitAsync(Deadline);
        await _topology.DisposeAsync();
    }
}

using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>An AppHost with installed servers in this process. Its disposal ends once the servers have.</summary>
internal sealed class ServerTopology : IAsyncDisposable
{
    // An AppHost takes seconds to start, and more on a machine that runs other tests.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _application;

    private ServerTopology(DistributedApplication application, TopologyLog log) => (_application, Log) = (application, log);

    /// <summary>What the AppHost logged, and what its resources wrote.</summary>
    public TopologyLog Log { get; }

    public ResourceNotificationService Notifications => _application.ResourceNotifications;

    /// <param name="data">The folder for data with a volume.</param>
    /// <param name="build">Adds the resources.</param>
    /// <param name="settings">As arguments of the AppHost.</param>
    public static async Task<ServerTopology> StartAsync(
        string data, Action<IDistributedApplicationBuilder> build, params string[] settings)
    {
        var builder = CreateBuilder(data, settings);
        var log = new TopologyLog();
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Deadline);
        build(builder);
        builder.UseInstalledServers();

        var topology = new ServerTopology(builder.Build(), log);
        try
        {
            await topology._application.StartAsync().WaitAsync(Deadline);
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>A builder that runs what the AppHost's build refers to, without a dashboard.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string data, params string[] settings) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = "ScaleApp.AppHost",
            DisableDashboard = true,
            EnableResourceLogging = true,
            Args =
            [
                "--Servers=installed", $"--Servers:Data={data}", "--DcpPublisher:RandomizePorts=true",
                "--DcpPublisher:WaitForResourceCleanup=true", .. settings,
            ],
        });

    public async Task<string> ConnectionStringAsync(string resource)
    {
        var model = _application.Services.GetRequiredService<DistributedApplicationModel>();
        var found = model.Resources.OfType<IResourceWithConnectionString>().Single(candidate => candidate.Name == resource);

        return await found.GetConnectionStringAsync().AsTask().WaitAsync(Deadline)
            ?? throw new InvalidOperationException($"{resource} has no connection string.");
    }

    public async Task HealthyAsync(params string[] resources)
    {
        foreach (var resource in resources)
        {
            await Notifications.WaitForResourceHealthyAsync(resource).WaitAsync(Deadline);
        }
    }

    /// <summary>Waits until the row satisfies the condition, and returns it.</summary>
    public async Task<CustomResourceSnapshot> RowAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        (await Notifications.WaitForResourceAsync(resource, row => condition(row.Snapshot)).WaitAsync(Deadline)).Snapshot;

    public Task<CustomResourceSnapshot> RowAsync(string resource, string state) =>
        RowAsync(resource, row => row.State?.Text == state);

    public async Task ExecuteAsync(string resource, string command)
    {
        var result = await _application.ResourceCommands.ExecuteCommandAsync(resource, command).WaitAsync(Deadline);
        Assert.True(result.Success, result.Message);
    }

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
        await _application.StopAsync().WaitAsync(Deadline);
        await _application.DisposeAsync();
    }
}

/// <summary>Keeps what is logged, as one line for each message.</summary>
internal sealed class TopologyLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    /// <summary>Waits for a line that contains all texts.</summary>
    public Task ContainsAsync(params string[] texts) => Eventually.IsTrueAsync(
        () => _lines.Any(line => texts.All(text => line.Contains(text, StringComparison.Ordinal))),
        $"a line with {string.Join(" and ", texts)}");

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Writer(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}

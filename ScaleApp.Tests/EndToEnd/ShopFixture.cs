using System.Net.Http.Json;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The whole topology of the AppHost, shared by the tests that leave it as they found it.</summary>
/// <remarks>Its data is kept between runs beside the build's output, so that only the first one creates and seeds a database.</remarks>
public sealed class ShopFixture : IAsyncLifetime
{
    internal static readonly string StateFolder =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "tests", "state"));

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private DistributedApplication? _application;

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("It was not started.");

    public async Task InitializeAsync()
    {
        if (Support.Requirement.Missing(["redis-server", "postgres"]) is null)
        {
            _application = await StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>Starts the topology and returns once everything in it is healthy.</summary>
    internal static async Task<DistributedApplication> StartAsync(params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
            [$"--ScaleApp:StateFolder={StateFolder}", .. args]);
        var application = await builder.BuildAsync();
        try
        {
            using var limit = new CancellationTokenSource(StartLimit);
            await application.StartAsync(limit.Token);
            await Task.WhenAll(
                application.ResourceNotifications.WaitForResourceHealthyAsync("api", limit.Token),
                application.ResourceNotifications.WaitForResourceHealthyAsync("worker", limit.Token));
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    internal static async Task<WhoAmI> WhoAmIAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<WhoAmI>("/api/whoami"))!;
}

/// <summary>What a replica says about itself.</summary>
internal sealed record WhoAmI(string Replica, int Index, int ProcessId, DateTimeOffset StartedAt);

[CollectionDefinition(Name)]
public sealed class ShopTests : ICollectionFixture<ShopFixture>
{
    public const string Name = "The shop's topology";
}

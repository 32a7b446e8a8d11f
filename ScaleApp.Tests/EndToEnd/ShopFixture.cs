using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The whole topology of the AppHost, shared by the tests that leave it as they found it.</summary>
public sealed class ShopFixture : IAsyncLifetime
{
    private Topology? _topology;

    internal Topology Topology => _topology ?? throw new InvalidOperationException("It was not started.");

    internal Uri Address => Topology.Address;

    internal HttpClient CreateClient() => Topology.CreateClient();

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is null)
        {
            _topology = await Topology.StartAsync();
        }
    }

    public async Task DisposeAsync() => await (_topology?.DisposeAsync() ?? ValueTask.CompletedTask);
}

[CollectionDefinition(Name)]
public sealed class ShopTests : ICollectionFixture<ShopFixture>
{
    public const string Name = "The shop's topology";
}

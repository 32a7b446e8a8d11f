namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>One AppHost for the tests of several classes, with a resource for each test that harms one.</summary>
public sealed class ServerTopologyFixture : IAsyncLifetime
{
    internal TestTopology Topology { get; private set; } = null!;

    /// <summary>The folder for data with a volume.</summary>
    internal string Data { get; } = TemporaryFolder.Create();

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres"]) is not null)
        {
            return;
        }

        var old = Directory.CreateDirectory(Path.Combine(Data, "old", "data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(old, "PG_VERSION"), "9\n");

        Topology = await TestTopology.CreateWithServers(Data, Build).StartAsync();
        await Topology.HealthyAsync("redis", "postgres", "shop", "scratch", "stopped", "killed");
    }

    public async Task DisposeAsync()
    {
        if (Topology is { } topology)
        {
            await topology.App.StopAsync();
            await topology.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    private void Build(IDistributedApplicationBuilder builder)
    {
        builder.AddRedis("redis").WithDataVolume().WithAppendOnlyFile();
        builder.AddPostgres("postgres").WithDataVolume().WithMaxConnections(37).AddDatabase("shop");
        builder.AddPostgres("scratch");

        builder.AddRedis("stopped").WithDataBindMount(Path.Combine(Data, "bound"));
        builder.AddRedis("killed").WithDataVolume().WithAppendOnlyFile();
        builder.AddRedis("looping").WithArgs("--no-such-option", "yes");
        builder.AddPostgres("old").WithDataVolume();

        var first = builder.AddRedis("first").WithExplicitStart();
        builder.AddRedis("second").WithExplicitStart().WaitFor(first);
        builder.AddRedis("third").WithExplicitStart().WaitFor(first);
    }
}

[CollectionDefinition(Name)]
public sealed class InstalledServersGroup : ICollectionFixture<ServerTopologyFixture>
{
    public const string Name = "Installed servers";
}

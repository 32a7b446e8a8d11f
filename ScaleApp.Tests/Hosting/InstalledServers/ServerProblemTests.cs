namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Servers that cannot be started say why, on their row and in the AppHost's log.</summary>
[Collection(InstalledServersGroup.Name)]
public sealed class ServerProblemTests(ServerTopologyFixture fixture)
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Data_of_another_version_fails_the_row_with_a_message()
    {
        var row = await fixture.Topology.RowAsync("old", KnownResourceStates.FailedToStart);

        Assert.Equal(78, row.ExitCode);
        await fixture.Topology.Log.ContainsAsync("Resources.old:", "written by PostgreSQL 9", $"{fixture.Data}/old/data");
        await fixture.Topology.Log.ContainsAsync("old cannot be started", "written by PostgreSQL 9", "Install PostgreSQL 9");
        Assert.DoesNotContain(
            fixture.Topology.Log.Lines, line => line.Contains("old ended by itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_programs_fail_the_rows_with_the_packages_to_install()
    {
        using var folder = new TemporaryFolder();

        // A PATH with the tools that start servers, and with no server.
        folder.Script("bin/setpriv", "");
        folder.Script("bin/flock", "");
        await using var topology = TestTopology.CreateWithServers(folder.Path, builder =>
        {
            builder.Services.AddSingleton(new InstalledPrograms { Path = [folder["bin"]], VersionedFolders = [] });
            builder.AddRedis("redis");
            builder.AddPostgres("postgres");
        });
        await topology.StartAsync();

        await topology.RowAsync("redis", KnownResourceStates.FailedToStart);
        await topology.RowAsync("postgres", KnownResourceStates.FailedToStart);
        await topology.Log.ContainsAsync("Resources.redis:", "redis-server is not installed", "./run.sh");
        await topology.Log.ContainsAsync("redis cannot be started", "redis-server is not installed", "./run.sh");
        await topology.Log.ContainsAsync("postgres cannot be started", "postgres is not installed", "postgresql", "./run.sh");
    }
}

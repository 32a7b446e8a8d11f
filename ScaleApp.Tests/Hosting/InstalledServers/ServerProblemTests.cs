using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Servers that cannot be started say why, on their row and in the AppHost's log.</summary>
public sealed class ServerProblemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("postgres")]
    public async Task Data_of_another_version_fails_the_row_with_a_message()
    {
        Directory.CreateDirectory(_folder["postgres/data"]);
        File.WriteAllText(_folder["postgres/data/PG_VERSION"], "9\n");

        await using var topology = await StartPostgresAsync("--Parameters:password=secret");
        var row = await topology.RowAsync("postgres", KnownResourceStates.FailedToStart);

        Assert.Equal(78, row.ExitCode);
        await topology.Log.ContainsAsync("Resources.postgres:", "written by PostgreSQL 9", _folder["postgres/data"]);
        await topology.Log.ContainsAsync("ScaleApp.Hosting.ServerStart: postgres cannot be started", "written by PostgreSQL 9");
        Assert.DoesNotContain(topology.Log.Lines, line => line.Contains("ended by itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_programs_fail_the_rows_with_the_packages_to_install()
    {
        await using var topology = await ServerTopology.StartAsync(_folder.Path, builder =>
        {
            builder.Services.AddSingleton(WithoutServers());
            builder.AddRedis("redis");
            builder.AddPostgres("postgres");
        });

        await topology.RowAsync("redis", KnownResourceStates.FailedToStart);
        await topology.RowAsync("postgres", KnownResourceStates.FailedToStart);
        await topology.Log.ContainsAsync("Resources.redis:", "redis-server is not installed", "./run.sh");
        await topology.Log.ContainsAsync("redis cannot be started", "redis-server is not installed", "./run.sh");
        await topology.Log.ContainsAsync("postgres cannot be started", "postgres is not installed", "postgresql", "./run.sh");
    }

    [RequiresFact("redis-server")]
    public async Task Second_AppHost_on_a_data_folder_is_told_so()
    {
        await using var first = await StartRedisAsync();
        await first.HealthyAsync("redis");

        await using var second = await StartRedisAsync();
        await second.RowAsync("redis", KnownResourceStates.FailedToStart);

        await second.Log.ContainsAsync("Resources.redis:", _folder["redis"], "is in use", $"process {Environment.ProcessId}");
        await second.Log.ContainsAsync("redis cannot be started", "is in use");
        await first.HealthyAsync("redis");
    }

    [RequiresFact("postgres")]
    public async Task Changed_password_opens_old_data()
    {
        await using (var first = await StartPostgresAsync("--Parameters:password=first"))
        {
            await first.HealthyAsync("postgres");
            await ExecuteAsync(first, "create table kept (id int)");
        }

        await using var second = await StartPostgresAsync("--Parameters:password=it's \"another\" $one");
        await second.HealthyAsync("postgres");

        await ExecuteAsync(second, "insert into kept values (1)");
    }

    public void Dispose() => _folder.Dispose();

    // A PATH with the tools that start servers, and with no server.
    private InstalledPrograms WithoutServers()
    {
        foreach (var tool in (string[])["setpriv", "flock"])
        {
            _folder.Script($"bin/{tool}", "");
        }

        return new InstalledPrograms { Path = [_folder["bin"]], VersionedFolders = [] };
    }

    private Task<ServerTopology> StartRedisAsync() =>
        ServerTopology.StartAsync(_folder.Path, builder => builder.AddRedis("redis").WithDataVolume());

    private Task<ServerTopology> StartPostgresAsync(string setting) => ServerTopology.StartAsync(_folder.Path, builder =>
        builder.AddPostgres("postgres", password: builder.AddParameter("password", secret: true)).WithDataVolume(), setting);

    private static async Task ExecuteAsync(ServerTopology topology, string sql)
    {
        await using var source = NpgsqlDataSource.Create(await topology.ConnectionStringAsync("postgres"));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

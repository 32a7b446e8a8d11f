using System.Net.NetworkInformation;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>What installed servers and containers have in common. The tests change nothing, so they share one AppHost.</summary>
[Collection(InstalledServersGroup.Name)]
public sealed class InstalledServersTests(ServerTopologyFixture fixture)
{
    private ServerTopology Topology => fixture.Topology;

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_answers_at_its_connection_string_with_its_password()
    {
        var options = ConfigurationOptions.Parse(await Topology.ConnectionStringAsync("redis"));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        options.Password = "wrong";

        Assert.True(await connection.GetDatabase().StringSetAsync("key", "value"));
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_with_append_only_file_is_durable_and_evicts_nothing()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            $"{await Topology.ConnectionStringAsync("redis")},allowAdmin=true");
        var server = connection.GetServers().Single();

        Assert.Equal("yes", await SettingAsync("appendonly"));
        Assert.Equal("everysec", await SettingAsync("appendfsync"));
        Assert.Equal("noeviction", await SettingAsync("maxmemory-policy"));

        async Task<string> SettingAsync(string name) => (await server.ConfigGetAsync(name)).Single().Value;
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Postgres_has_the_database_and_the_connections_of_the_model()
    {
        await using var source = NpgsqlDataSource.Create(await Topology.ConnectionStringAsync("shop"));

        Assert.Equal("shop", await ReadAsync("select current_database()"));
        Assert.Equal("37", await ReadAsync("show max_connections"));
        Assert.Equal("on", await ReadAsync("show fsync"));

        async Task<string?> ReadAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            return (string?)await command.ExecuteScalarAsync();
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Temporary_Postgres_does_not_flush()
    {
        await using var source = NpgsqlDataSource.Create(await Topology.ConnectionStringAsync("scratch"));
        await using var command = source.CreateCommand("show fsync");

        Assert.Equal("off", await command.ExecuteScalarAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Servers_listen_on_loopback_only()
    {
        int[] ports =
        [
            PortOf(ConfigurationOptions.Parse(await Topology.ConnectionStringAsync("redis")).EndPoints.Single()),
            new NpgsqlConnectionStringBuilder(await Topology.ConnectionStringAsync("postgres")).Port,
        ];
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();

        foreach (var port in ports)
        {
            var addresses = listeners.Where(listener => listener.Port == port).Select(listener => listener.Address).ToArray();
            Assert.NotEmpty(addresses);
            Assert.All(addresses, address => Assert.True(IPAddress.IsLoopback(address), $"{address}:{port}"));
        }

        static int PortOf(EndPoint endpoint) => ((DnsEndPoint)endpoint).Port;
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Passwords_are_in_no_argument()
    {
        string[] passwords =
        [
            ConfigurationOptions.Parse(await Topology.ConnectionStringAsync("redis")).Password!,
            new NpgsqlConnectionStringBuilder(await Topology.ConnectionStringAsync("postgres")).Password!,
        ];
        var arguments = ServerProcesses.Arguments().ToArray();

        Assert.All(passwords, password =>
        {
            Assert.True(password.Length >= 16);
            Assert.DoesNotContain(arguments, argument => argument.Contains(password, StringComparison.Ordinal));
        });
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Row_shows_program_process_and_address()
    {
        var row = await Topology.RowAsync("redis", row => row.Urls.Any(url => !url.IsInactive));

        Assert.Equal(KnownResourceStates.Running, row.State?.Text);
        Assert.EndsWith("-server", (string?)row.Properties.Single(property => property.Name == "resource.source").Value);
        Assert.DoesNotContain(row.Properties, property => property.Name is "executable.path" or "container.image");
        Assert.True(ServerTopology.ProcessId(row) > 0);
        Assert.NotNull(row.StartTimeStamp);
        Assert.StartsWith("redis://localhost:", Assert.Single(row.Urls).Url);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Row_has_the_log_of_the_server()
    {
        await Topology.Log.ContainsAsync("Resources.redis:", "Ready to accept connections");
        await Topology.Log.ContainsAsync("Resources.postgres:", "database system is ready to accept connections");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Choice_is_logged_with_its_reason() =>
        await Topology.Log.ContainsAsync("Redis and PostgreSQL run as installed servers", "Servers is installed");
}

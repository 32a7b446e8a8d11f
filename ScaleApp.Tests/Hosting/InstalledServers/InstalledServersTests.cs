using System.Net.NetworkInformation;
using ScaleApp.Hosting.Replicas;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>What installed servers and containers have in common. The tests change nothing, so they share one AppHost.</summary>
[Collection(InstalledServersGroup.Name)]
public sealed class InstalledServersTests(ServerTopologyFixture fixture)
{
    private TestTopology Topology => fixture.Topology;

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_requires_its_password_is_durable_and_evicts_nothing()
    {
        var options = ConfigurationOptions.Parse($"{await Topology.ConnectionStringAsync("redis")},allowAdmin=true");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var server = connection.GetServers().Single();

        Assert.Equal("yes", await SettingAsync("appendonly"));
        Assert.Equal("everysec", await SettingAsync("appendfsync"));
        Assert.Equal("noeviction", await SettingAsync("maxmemory-policy"));
        options.Password = "wrong";
        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));

        async Task<string> SettingAsync(string name) => (await server.ConfigGetAsync(name)).Single().Value;
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("shop", "select current_database()", "shop")]
    [InlineData("shop", "show max_connections", "37")]
    [InlineData("shop", "show fsync", "on")]
    [InlineData("scratch", "show fsync", "off")]    // its data is temporary
    public async Task Postgres_is_what_the_model_says(string resource, string query, string expected)
    {
        await using var source = NpgsqlDataSource.Create(await Topology.ConnectionStringAsync(resource));
        await using var command = source.CreateCommand(query);

        Assert.Equal(expected, await command.ExecuteScalarAsync());
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
    public async Task Row_and_log_show_the_server_and_its_reason()
    {
        var row = await Topology.RowAsync("redis", row => row.Snapshot.Urls.Any(url => !url.IsInactive));

        Assert.Equal(KnownResourceStates.Running, row.State?.Text);
        Assert.EndsWith("-server", (string?)row.Properties.Single(property => property.Name == "resource.source").Value);
        Assert.DoesNotContain(row.Properties, property => property.Name is "executable.path" or "container.image");
        Assert.True(ReplicaRow.ProcessId(row) > 0);
        Assert.NotNull(row.StartTimeStamp);
        Assert.StartsWith("redis://localhost:", Assert.Single(row.Urls).Url);
        await Topology.Log.ContainsAsync("Resources.redis:", "Ready to accept connections");
        await Topology.Log.ContainsAsync("Resources.postgres:", "database system is ready to accept connections");
        await Topology.Log.ContainsAsync("Redis and PostgreSQL run as installed servers", "Servers is installed");
    }
}

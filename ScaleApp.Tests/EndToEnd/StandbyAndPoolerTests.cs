using Aspire.Hosting.Testing;
using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>The topology behind PgBouncer in transaction mode and with a streaming standby, under load, while its servers fail.</summary>
[Trait("Category", "Chaos")]
[Collection(AloneTests.Name)]
public sealed class StandbyAndPoolerTests(StandbyAndPoolerFixture shop) : IClassFixture<StandbyAndPoolerFixture>
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    [RequiresFact("redis-server", "postgres", "pgbouncer", "pg_basebackup", "psql")]
    public async Task Restart_of_PgBouncer_loses_no_acknowledged_order()
    {
        await using var load = await shop.LoadAsync();
        await load.MoreAsync(10, Recovery);

        var restarted = await shop.App.ResourceCommands.ExecuteCommandAsync("pgbouncer", KnownResourceCommands.RestartCommand);
        Assert.True(restarted.Success, restarted.Message);

        await load.MoreAsync(10, Recovery);
        await KeptAsync(load);
        await BoundedAsync();
    }

    [RequiresFact("redis-server", "postgres", "pgbouncer", "pg_basebackup", "psql")]
    public async Task Crash_of_the_primary_loses_no_acknowledged_order()
    {
        await using var load = await shop.LoadAsync();
        await load.MoreAsync(10, Recovery);

        shop.App.KillServer("postgres");

        await load.MoreAsync(10, Recovery);
        await KeptAsync(load);
        var last = load.Acknowledged[^1];
        await Eventually.IsTrueAsync(async () => await shop.AskAsync<long>("postgres-replica", $"SELECT count(*) FROM orders WHERE id = '{last}'") == 1,
            "the standby has the order", Recovery);
        await BoundedAsync();
    }

    [RequiresFact("redis-server", "postgres", "pgbouncer", "pg_basebackup", "psql")]
    public async Task History_has_every_order_while_the_standby_replays_nothing()
    {
        // Longer than the bound and the time for which a customer's orders are noted.
        var longer = TimeSpan.FromSeconds(9);
        using var customer = await shop.SignInAsync();
        await shop.AskAsync<bool>("postgres-replica", "SELECT pg_wal_replay_pause() IS NOT NULL");
        try
        {
            var placed = (await customer.OrderAsync((StandbyAndPoolerFixture.Product, 1))).Id;
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < longer)
            {
                var page = (await customer.Client.GetFromJsonAsync<OrderPage>("/api/orders?limit=100"))!;
                Assert.Contains(page.Items, order => order.Id == placed);
            }

            Assert.Equal(0, await shop.AskAsync<long>("postgres-replica", $"SELECT count(*) FROM orders WHERE id = '{placed}'"));
        }
        finally
        {
            await shop.AskAsync<bool>("postgres-replica", "SELECT pg_wal_replay_resume() IS NOT NULL");
        }
    }

    [RequiresFact("redis-server", "postgres", "pgbouncer", "pg_basebackup", "psql")]
    public async Task Connections_through_PgBouncer_stay_within_its_pool_under_load()
    {
        await using var load = await shop.LoadAsync();
        await Eventually.IsTrueAsync(async () =>
        {
            await BoundedAsync();
            return await shop.AskAsync<bool>("shopdb", "SELECT EXISTS (SELECT FROM digest_runs WHERE completed_at IS NOT NULL)");
        }, "a digest is complete", TimeSpan.FromSeconds(120));

        Assert.Equal(0, await shop.AskAsync<long>("shopdb",
            "SELECT count(*) FROM digest_deliveries JOIN digest_runs USING (occurrence) WHERE completed_at IS NOT NULL AND sent_at IS NULL"));
        await KeptAsync(load);
    }

    private async Task KeptAsync(OrderLoad load)
    {
        var acknowledged = load.Acknowledged;
        var kept = await shop.AskAsync<long>("shopdb", $"SELECT count(*) FROM orders WHERE id IN ({string.Join(',', acknowledged.Select(id => $"'{id}'"))})");

        Assert.Equal(acknowledged.Length, kept);
        Assert.Distinct(acknowledged);
    }

    /// <summary>Asked of PgBouncer itself, and of the server: its connections, and those that lead past it.</summary>
    private async Task BoundedAsync()
    {
        var servers = await shop.ConsoleAsync("SHOW SERVERS");
        var sessions = await shop.AskAsync<long>("shopdb", "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shopdb' AND backend_type = 'client backend'");

        Assert.InRange(servers.Count(line => line.Contains("|shopdb|", StringComparison.Ordinal)), 1, StandbyAndPoolerFixture.PoolSize);
        Assert.InRange(sessions, 1, StandbyAndPoolerFixture.PoolSize + (3 * ConnectionPlan.DirectPoolSize) + 1);
    }
}

/// <summary>One topology for the class. Each test leaves it as it found it.</summary>
public sealed class StandbyAndPoolerFixture : IAsyncLifetime
{
    /// <summary>As the AppHost has it.</summary>
    internal const int PoolSize = 40;

    internal const int Product = 1;

    private Topology? _topology;

    internal DistributedApplication App => _topology!.App;

    internal async Task<OrderLoad> LoadAsync() => new(await SignInAsync(), Product);

    internal Task<SignedInCustomer> SignInAsync() => SignedInCustomer.RegisterAsync(_topology!.Address);

    /// <summary>Asks a server directly, in the shop's database.</summary>
    internal async Task<T> AskAsync<T>(string resource, string sql)
    {
        var connection = new NpgsqlConnectionStringBuilder(await App.GetConnectionStringAsync(resource)) { Database = "shopdb", Pooling = false };
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The lines of an answer of PgBouncer's console, which does not know the protocol of Npgsql.</summary>
    internal async Task<string[]> ConsoleAsync(string command)
    {
        var to = new NpgsqlConnectionStringBuilder(await App.GetConnectionStringAsync("pgbouncer"));
        var start = new ProcessStartInfo(Requirement.Find("psql")!, ["-XAt", "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, "-c", command, to.Database!])
        {
            Environment = { ["PGPASSWORD"] = to.Password, ["PGCONNECT_TIMEOUT"] = "10" },
        };
        return (await Command.RunAsync(start)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server", "postgres", "pgbouncer", "pg_basebackup", "psql"]) is not null)
        {
            return;
        }

        _topology = await Topology.StartAsync(Configure, "--PgBouncer=true", "--ReadReplica=true");
        await App.ResourceNotifications.WaitForResourceHealthyAsync("postgres-replica").WaitAsync(TimeSpan.FromSeconds(60));
        await AskAsync<int>("shopdb", $"UPDATE products SET stock = 1000000 WHERE id = {Product} RETURNING id");
    }

    public async Task DisposeAsync() => await (_topology?.DisposeAsync() ?? ValueTask.CompletedTask);

    private static void Configure(IDistributedApplicationTestingBuilder builder)
    {
        foreach (var project in builder.Resources.OfType<ProjectResource>().Where(project => project.Name is "api" or "worker"))
        {
            builder.CreateResourceBuilder(project)
                .WithEnvironment("DailyDigest__Cron", "* * * * *")
                .WithEnvironment("Limits__Policies__default__Permits", "1000000")
                .WithEnvironment("Limits__Policies__reads__Permits", "1000000");
        }
    }
}

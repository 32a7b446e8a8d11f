using System.Runtime.CompilerServices;

namespace ScaleApp.Tests.ServiceDefaults;

public class DatabaseTests
{
    [RequiresFact("postgres")]
    public async Task Context_and_data_source_share_one_pool_named_for_replica()
    {
        var instance = Guid.NewGuid().ToString("N");
        await using var service = await StartAsync((await PostgresServer.Shared).ConnectionString(),
            ("OTEL_SERVICE_NAME", "shop"), ("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={instance}"));
        var context = service.Scoped<Ledger>();

        Assert.Equal(1, await context.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync());
        await using var connection = await service.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var sessions = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE application_name = $1", connection)
        {
            Parameters = { new() { Value = $"shop-{instance}" } },
        };

        Assert.Equal(1L, await sessions.ExecuteScalarAsync());
    }

    [RequiresFact("postgres")]
    public async Task Transaction_of_the_caller_needs_no_execution_strategy()
    {
        await using var service = await StartAsync((await PostgresServer.Shared).ConnectionString());
        var context = service.Scoped<Ledger>();

        await using var transaction = await context.Database.BeginTransactionAsync();
        var seen = await context.Database.SqlQuery<int>($"SELECT 2 AS \"Value\"").SingleAsync();
        await transaction.CommitAsync();

        Assert.Equal(2, seen);
    }

    [RequiresFact("postgres")]
    public async Task Rolled_back_statement_is_retried_outside_a_transaction_only()
    {
        var server = await PostgresServer.Shared;
        await using var service = await StartAsync(server.ConnectionString());
        var context = service.Scoped<Ledger>();
        var name = $"attempts_{Guid.NewGuid():N}";
        // A sequence keeps counting when the statement is rolled back.
        await server.ExecuteAsync($"""
            CREATE SEQUENCE {name};
            CREATE FUNCTION {name}() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('{name}') <= 2 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF;
              RETURN currval('{name}');
            END $$
            """);
        var statement = FormattableStringFactory.Create($"SELECT {name}() AS \"Value\"");

        Assert.Equal(3, await context.Database.SqlQuery<long>(statement).SingleAsync());

        await server.ExecuteAsync($"ALTER SEQUENCE {name} RESTART");
        await using var transaction = await context.Database.BeginTransactionAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => context.Database.SqlQuery<long>(statement).SingleAsync());
        Assert.Equal("40001", Assert.IsType<PostgresException>(error.GetBaseException()).SqlState);
    }

    [RequiresFact("postgres")]
    public async Task Insert_whose_response_is_lost_is_not_retried()
    {
        var server = await PostgresServer.Shared;
        var database = $"ledger_{Guid.NewGuid():N}";
        await server.ExecuteAsync($"CREATE DATABASE {database}");
        await server.ExecuteAsync("CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)", database);
        var direct = new NpgsqlConnectionStringBuilder(server.ConnectionString(database));
        await using var proxy = new CuttingProxy(direct.Port);
        await using var service = await StartAsync(new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = proxy.Port }.ConnectionString);
        var context = service.Scoped<Ledger>();
        Assert.Equal(0, await context.Entries.CountAsync());

        proxy.CutAtNextAnswer();
        context.Add(new Entry { Text = "once" });
        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync());

        Assert.Equal(1, await context.Entries.CountAsync());
    }

    [Fact]
    public async Task Offline_hosts_are_retried_since_nothing_was_sent()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1:1,127.0.0.1:2;Username=x;Password=x;Target Session Attributes=primary");

        // The second time both hosts are known to be offline.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = await Assert.ThrowsAsync<NpgsqlException>(async () => await nowhere.OpenConnectionAsync());

            Assert.True(SafeRetryStrategy.CannotHaveCommitted(error), error.ToString());
        }
    }

    [Theory]
    [InlineData("", 3, 10)]
    [InlineData(";Timeout=15;Command Timeout=30", 15, 30)]
    public async Task Deadlines_are_three_and_ten_seconds_unless_given(string given, int connect, int command)
    {
        await using var service = await StartAsync($"Host=127.0.0.1;Port=1;Username=x;Password=x{given}");
        var connection = new NpgsqlConnectionStringBuilder(service.App.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);

        Assert.Equal((connect, command), (connection.Timeout, connection.CommandTimeout));
    }

    [RequiresTheory("postgres")]
    [InlineData("Password=mistaken", "28P01")]
    [InlineData("Database=nowhere", "3D000")]
    public async Task Service_that_PostgreSQL_refuses_does_not_start(string setting, string refusal)
    {
        var server = await PostgresServer.Shared;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"{server.ConnectionString()};{setting}"));

        Assert.StartsWith($"PostgreSQL refuses the connection of ConnectionStrings:db ({refusal}: ", error.Message);
        Assert.DoesNotContain("mistaken", error.ToString());
    }

    private static Task<TestService> StartAsync(string connectionString, params (string Key, string Value)[] more) =>
        TestService.StartAsync(builder => builder.AddDatabase<Ledger>("db"), null,
            [("ConnectionStrings:db", connectionString), .. more]);

    internal sealed class Ledger(DbContextOptions<Ledger> options) : DbContext(options)
    {
        public DbSet<Entry> Entries => Set<Entry>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Entry>(entry =>
        {
            entry.ToTable("entries");
            entry.Property(row => row.Id).HasColumnName("id");
            entry.Property(row => row.Text).HasColumnName("text");
        });
    }

    internal sealed class Entry
    {
        public long Id { get; init; }

        public required string Text { get; init; }
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ScaleApp.ServiceDefaults;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

public class DatabaseTests
{
    [RequiresFact("postgres")]
    public async Task A_context_and_a_read_only_context_reach_the_database()
    {
        await using var service = await StartAsync((await PostgresServer.Shared).ConnectionString());
        await using var scope = service.App.Services.CreateAsyncScope();
        await using var reading = service.App.Services.GetRequiredService<IReadOnlyDbContextFactory<Empty>>().CreateDbContext();
        var context = scope.ServiceProvider.GetRequiredService<Empty>();

        Assert.Equal(1, await context.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync());
        Assert.Equal(1, await reading.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync());
        Assert.Equal(QueryTrackingBehavior.NoTracking, reading.ChangeTracker.QueryTrackingBehavior);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health")).StatusCode);
    }

    [RequiresFact("postgres")]
    public async Task A_transaction_of_the_caller_needs_no_ceremony()
    {
        await using var service = await StartAsync((await PostgresServer.Shared).ConnectionString());
        await using var scope = service.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<Empty>();

        await using var transaction = await context.Database.BeginTransactionAsync();
        var seen = await context.Database.SqlQuery<int>($"SELECT 2 AS \"Value\"").SingleAsync();
        await transaction.CommitAsync();

        Assert.Equal(2, seen);
    }

    [RequiresFact("postgres")]
    public async Task A_statement_that_the_server_rolled_back_is_repeated_outside_a_transaction_only()
    {
        var server = await PostgresServer.Shared;
        await using var service = await StartAsync(server.ConnectionString());
        await using var scope = service.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<Empty>();
        var name = $"attempts_{Guid.NewGuid():N}";
        // A sequence keeps counting when the statement is rolled back.
        await server.ExecuteAsync($"""
            CREATE SEQUENCE {name};
            CREATE FUNCTION {name}() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('{name}') <= 2 THEN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END IF;
              RETURN currval('{name}');
            END $$
            """);
        var statement = System.Runtime.CompilerServices.FormattableStringFactory.Create($"SELECT {name}() AS \"Value\"");

        Assert.Equal(3, await context.Database.SqlQuery<long>(statement).SingleAsync());

        await server.ExecuteAsync($"ALTER SEQUENCE {name} RESTART");
        await using var transaction = await context.Database.BeginTransactionAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(() => context.Database.SqlQuery<long>(statement).SingleAsync());
        Assert.Equal("40001", Assert.IsType<PostgresException>(error.GetBaseException()).SqlState);
    }

    [RequiresFact("postgres")]
    public async Task Reads_go_to_the_read_only_database_when_one_is_configured()
    {
        var server = await PostgresServer.Shared;
        var name = $"replica_{Guid.NewGuid():N}";
        await server.ExecuteAsync($"CREATE DATABASE {name}");
        await using var service = await StartAsync(server.ConnectionString(), ("ConnectionStrings:db-readonly", server.ConnectionString(name)));
        await using var reading = service.App.Services.GetRequiredService<IReadOnlyDbContextFactory<Empty>>().CreateDbContext();
        var source = service.App.Services.GetRequiredKeyedService<NpgsqlDataSource>("db-readonly");

        Assert.Equal(name, await reading.Database.SqlQuery<string>($"SELECT current_database()::text AS \"Value\"").SingleAsync());
        Assert.Equal(name, new NpgsqlConnectionStringBuilder(source.ConnectionString).Database);
    }

    [RequiresFact("postgres")]
    public async Task With_several_hosts_writes_go_to_the_primary_among_those_that_answer()
    {
        var alone = new NpgsqlConnectionStringBuilder((await PostgresServer.Shared).ConnectionString());
        alone.Host = $"127.0.0.1:1,127.0.0.1:{alone.Port}";
        await using var service = await StartAsync(alone.ConnectionString);
        await using var scope = service.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<Empty>();
        await using var reading = service.App.Services.GetRequiredService<IReadOnlyDbContextFactory<Empty>>().CreateDbContext();

        Assert.False(await context.Database.SqlQuery<bool>($"SELECT pg_is_in_recovery() AS \"Value\"").SingleAsync());
        Assert.Equal(1, await reading.Database.SqlQuery<int>($"SELECT 1 AS \"Value\"").SingleAsync());
    }

    [Fact]
    public async Task A_service_starts_while_the_database_is_away_and_is_not_ready()
    {
        await using var service = await StartAsync("Host=127.0.0.1;Port=1;Username=x;Password=x");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/alive")).StatusCode);
    }

    [Fact]
    public async Task A_missing_connection_string_is_named_with_the_setting_to_make()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            TestService.StartAsync(builder => builder.AddNpgsqlDbContext<Empty>("shopdb")));

        Assert.Contains("ConnectionStrings:shopdb", error.Message);
    }

    [Fact]
    public void Only_failures_that_committed_nothing_are_repeated()
    {
        Assert.True(SafeRetryStrategy.CommittedNothing(Refused("40001")));
        Assert.True(SafeRetryStrategy.CommittedNothing(new DbUpdateException("", Refused("40P01"))));
        Assert.True(SafeRetryStrategy.CommittedNothing(new NpgsqlException("", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.False(SafeRetryStrategy.CommittedNothing(Refused("23505")));
        Assert.False(SafeRetryStrategy.CommittedNothing(new NpgsqlException("", new IOException("broken pipe"))));
        Assert.False(SafeRetryStrategy.CommittedNothing(new NpgsqlException("", new SocketException((int)SocketError.ConnectionReset))));
        Assert.False(SafeRetryStrategy.CommittedNothing(new TimeoutException()));
    }

    private static PostgresException Refused(string state) => new("refused", "ERROR", "ERROR", state);

    private static Task<TestService> StartAsync(string connectionString, params (string Key, string Value)[] more) =>
        TestService.StartAsync(builder => builder.AddNpgsqlDbContext<Empty>("db"), null,
            [("ConnectionStrings:db", connectionString), .. more]);

    internal sealed class Empty(DbContextOptions<Empty> options) : DbContext(options);
}

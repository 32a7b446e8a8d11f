namespace ScaleApp.Tests.ServiceDefaults;

[Collection(AloneTests.Name)]
public sealed class ReadReplicaTests(ReadReplicaFixture servers) : IClassFixture<ReadReplicaFixture>
{
    // The bound, a check, and its deadline.
    private static readonly TimeSpan Reaction = TimeSpan.FromSeconds(3);

    private PostgresServer Primary => servers.Primary;

    private PostgresServer Standby => servers.Standby;

    private ReadReplica Replica => servers.Service.App.Services.GetRequiredService<ReadReplica>();

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Only_lagging_reads_go_to_the_standby()
    {
        await UsedAsync();
        var reads = servers.Service.Scoped<LaggingReads<DatabaseTests.Ledger>>();

        Assert.True(await IsStandbyAsync(reads.Context));
        Assert.False(await IsStandbyAsync(reads.Primary));
        Assert.False(await IsStandbyAsync(servers.Service.App.Services.GetRequiredService<NpgsqlDataSource>()));
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Standby_of_an_idle_primary_stays_in_use()
    {
        await UsedAsync();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < 3 * ReadReplicaFixture.MaxLag)
        {
            await Replica.NextCheck;
            Assert.True(Replica.IsUsed, $"The lag is taken for {Replica.Lag}.");
        }
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Standby_that_stops_replaying_is_left_out_within_the_bound()
    {
        await EmptyAsync();
        var written = new List<long>();
        var toStandby = 0;
        await Standby.ExecuteAsync("SELECT pg_wal_replay_pause()");
        do
        {
            await Primary.ExecuteAsync($"INSERT INTO entries (text) VALUES ('{written.Count}')");
            written.Add(Stopwatch.GetTimestamp());
            var begun = Stopwatch.GetTimestamp();
            var (seen, isStandby) = await CountAsync();
            toStandby += isStandby ? 1 : 0;

            Assert.True(seen >= written.Count(at => Stopwatch.GetElapsedTime(at, begun) > ReadReplicaFixture.MaxLag), $"{seen} of {written.Count} rows are seen.");
        }
        while (Replica.IsUsed);

        Assert.True(toStandby > 0, "No read went to the standby.");
        Assert.Equal((written.Count, false), await CountAsync());
        await Standby.ExecuteAsync("SELECT pg_wal_replay_resume()");
        await UsedAsync();
        Assert.Equal((written.Count, true), await CountAsync());
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Stopped_standby_delays_reads_for_seconds_and_is_used_again()
    {
        await EmptyAsync();
        Standby.Stop();
        var slowest = TimeSpan.Zero;
        try
        {
            do
            {
                var begun = Stopwatch.GetTimestamp();
                await CountAsync();
                slowest = Stopwatch.GetElapsedTime(begun) is var taken && taken > slowest ? taken : slowest;
            }
            while (Replica.IsUsed);

            var after = Stopwatch.GetTimestamp();
            Assert.Equal((0, false), await CountAsync());
            Assert.True(Stopwatch.GetElapsedTime(after) < Reaction, "A read waits for the standby that is left out.");
        }
        finally
        {
            Standby.Continue();
        }

        // The deadline of a statement, of its cancellation, and of a connection.
        Assert.True(slowest < TimeSpan.FromSeconds(9), $"A read took {slowest.TotalSeconds:0.0} s.");
        await UsedAsync();
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Killed_standby_fails_no_read_and_is_used_again()
    {
        await EmptyAsync();
        await Standby.KillAsync();

        do
        {
            Assert.Equal((0, false), await CountAsync());
        }
        while (Replica.IsUsed);

        await Standby.RestartAsync();
        await Eventually.IsTrueAsync(async () => await CountAsync() == (0, true), "the standby is used again");
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Caught_up_read_has_everything_that_was_committed_before_it()
    {
        await EmptyAsync();
        for (var rows = 1; rows <= 3; rows++)
        {
            await Primary.ExecuteAsync("INSERT INTO entries (text) VALUES ('x')");
            var source = await Replica.CaughtUpSourceAsync(CancellationToken.None);
            await using var command = source.CreateCommand("SELECT count(*) FROM entries");

            Assert.Equal((long)rows, await command.ExecuteScalarAsync());
            Assert.True(await IsStandbyAsync(source));
        }

        await Standby.ExecuteAsync("SELECT pg_wal_replay_pause()");
        await Primary.ExecuteAsync("INSERT INTO entries (text) VALUES ('x')");

        Assert.False(await IsStandbyAsync(await Replica.CaughtUpSourceAsync(CancellationToken.None)));
        await Standby.ExecuteAsync("SELECT pg_wal_replay_resume()");
    }

    [RequiresFact("postgres", "pg_basebackup")]
    public async Task Lagging_reads_continue_while_the_primary_restarts()
    {
        await EmptyAsync();
        await Primary.KillAsync();
        Assert.Equal((0, true), await CountAsync());

        await Primary.RestartAsync();
        var restarted = Stopwatch.GetTimestamp();
        await Eventually.IsTrueAsync(async () =>
        {
            await using var scope = servers.Service.App.Services.CreateAsyncScope();
            var ledger = scope.ServiceProvider.GetRequiredService<DatabaseTests.Ledger>();
            ledger.Add(new DatabaseTests.Entry { Text = "after" });
            return await ledger.SaveChangesAsync() == 1;
        }, "a write succeeds");

        Assert.True(Stopwatch.GetElapsedTime(restarted) < Reaction, "A host that is back is tried within a second.");
        await Eventually.IsTrueAsync(async () => await CountAsync() == (1, true), "the standby follows again");
    }

    private async Task EmptyAsync()
    {
        await Primary.ExecuteAsync("DELETE FROM entries");
        await Eventually.IsTrueAsync(async () => await CountAsync() == (0, true), "the standby is used and empty");
    }

    private Task UsedAsync() => Eventually.IsTrueAsync(() => Replica.IsUsed, "the standby is used");

    /// <summary>The rows that a lagging read sees, and where.</summary>
    private async Task<(int Rows, bool IsStandby)> CountAsync()
    {
        await using var scope = servers.Service.App.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<LaggingReads<DatabaseTests.Ledger>>().Context;
        var seen = await context.Entries.Select(_ => 1).CountAsync();
        return (seen, await IsStandbyAsync(context));
    }

    private static Task<bool> IsStandbyAsync(DbContext context) =>
        context.Database.SqlQuery<bool>($"SELECT pg_is_in_recovery() AS \"Value\"").SingleAsync();

    private static async Task<bool> IsStandbyAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT pg_is_in_recovery()");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>A service over a primary and a standby that streams from it. Each test leaves both as it found them.</summary>
public sealed class ReadReplicaFixture() : TestWithServers("postgres", "pg_basebackup")
{
    public static readonly TimeSpan MaxLag = TimeSpan.FromSeconds(1);

    internal PostgresServer Primary { get; private set; } = null!;

    internal PostgresServer Standby { get; private set; } = null!;

    internal TestService Service { get; private set; } = null!;

    private protected override async Task StartAsync()
    {
        Primary = await OwnAsync(PostgresServer.StartAsync());
        // The servers of tests acknowledge commits that the log does not have yet, and a standby cannot get.
        await Primary.ExecuteAsync("ALTER ROLE postgres SET synchronous_commit = on");
        await Primary.ExecuteAsync("CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)");
        Standby = await OwnAsync(Primary.StartStandbyAsync());
        Service = await OwnAsync(TestService.StartAsync(builder => builder.AddDatabase<DatabaseTests.Ledger>("db"), null,
            ("ConnectionStrings:db", Primary.ConnectionStringWith(Standby)), ("Database:ReadReplica:MaxLag", $"{MaxLag}")));
    }
}

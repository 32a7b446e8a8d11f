using Npgsql;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Backends;

public class PostgresBackendTests
{
    [RequiresFact("postgres", "initdb")]
    public async Task Runs_as_its_own_user_asks_for_the_password_and_leaves_nothing_behind()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("postgres") with { UserName = "shop owner", MaxConnections = 37 };
        var spec = await bed.Postgres.PrepareAsync(context, CancellationToken.None);
        Assert.DoesNotContain(spec.Arguments, argument => argument.Contains(context.Password!, StringComparison.Ordinal));

        var child = await bed.StartAsync(spec, context.Port);
        Assert.Equal("37", await AskAsync(context, "show max_connections"));
        Assert.Equal("127.0.0.1", await AskAsync(context, "show listen_addresses"));
        Assert.Equal("off", await AskAsync(context, "show fsync"));
        var error = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(context with { Password = "wrong" }, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
        await child.StopAsync(CancellationToken.None);

        Assert.Equal(0, await child.Exited);
        Assert.All(spec.TemporaryFolders, folder => Assert.False(Directory.Exists(folder)));
        Assert.NotEmpty(spec.TemporaryFolders);
    }

    [RequiresFact("postgres", "initdb")]
    public async Task Keeps_data_over_a_kill_and_a_mark_with_the_id_of_a_stranger()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("postgres", ReachableFolder(bed));
        var first = await bed.StartAsync(await bed.Postgres.PrepareAsync(context, CancellationToken.None), context.Port);
        await AskAsync(context, "create table kept as select 7 as value");
        ProcessSignals.SendKill(first.Id);
        await first.StopAsync(CancellationToken.None);

        // The dead server's id now belongs to a process that has nothing to do with it: this one.
        var mark = Path.Combine(context.DataFolder!, "native", "data", "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(mark);
        await File.WriteAllLinesAsync(mark, [$"{Environment.ProcessId}", .. lines[1..]]);
        await bed.StartAsync(await bed.Postgres.PrepareAsync(context, CancellationToken.None), context.Port);

        Assert.Equal("7", await AskAsync(context, "select value from kept"));
        Assert.Equal("on", await AskAsync(context, "show fsync"));
    }

    [RequiresFact("postgres", "initdb")]
    public async Task Refuses_data_that_another_host_uses_or_another_server_runs_on()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("postgres", ReachableFolder(bed));
        var spec = await bed.Postgres.PrepareAsync(context, CancellationToken.None);
        var server = await bed.StartAsync(spec, context.Port);

        var byHost = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Postgres.PrepareAsync(context, CancellationToken.None));
        await spec.CleanUp!(CancellationToken.None);
        var byServer = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Postgres.PrepareAsync(context, CancellationToken.None));

        Assert.Contains("is in use by another host that is running", byHost.Message);
        Assert.Contains($"A PostgreSQL server (process {server.Id}) is running on the data of 'postgres'", byServer.Message);
    }

    [RequiresFact("postgres", "initdb")]
    public async Task Says_what_to_do_with_data_of_another_version_or_another_password()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("postgres", ReachableFolder(bed));
        var spec = await bed.Postgres.PrepareAsync(context, CancellationToken.None);
        await spec.CleanUp!(CancellationToken.None);

        var password = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Postgres.PrepareAsync(context with { Password = "another" }, CancellationToken.None));
        await File.WriteAllTextAsync(Path.Combine(context.DataFolder!, "native", "data", "PG_VERSION"), "9\n");
        var version = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Postgres.PrepareAsync(context, CancellationToken.None));

        Assert.Contains("was made with another user name or password", password.Message);
        Assert.Contains("is of PostgreSQL 9, and this machine has", version.Message);
        Assert.Contains("pg_upgrade", version.Message);
    }

    [RequiresFact("postgres", "initdb")]
    public async Task A_making_of_data_that_was_cut_off_is_begun_anew()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("postgres", ReachableFolder(bed));
        var draft = Directory.CreateDirectory(Path.Combine(context.DataFolder!, "native", "draft"));
        await File.WriteAllTextAsync(Path.Combine(draft.FullName, "PG_VERSION"), "15\n");

        var spec = await bed.Postgres.PrepareAsync(context, CancellationToken.None);
        await bed.StartAsync(spec, context.Port);

        Assert.Equal("1", await AskAsync(context, "select 1"));
    }

    [RootFact("postgres", "initdb")]
    public async Task Data_in_a_folder_that_its_user_cannot_reach_is_kept_elsewhere_and_said_so()
    {
        await using var bed = new BackendBed();
        // The bed's own folder is closed to others.
        var spec = await bed.Postgres.PrepareAsync(bed.Context("postgres", bed.DataFolder), CancellationToken.None);
        await spec.CleanUp!(CancellationToken.None);
        try
        {
            Assert.StartsWith("/var/lib/scaleapp-", spec.WorkingDirectory);
            Assert.Contains(bed.Reports, report => report.EndsWith($"the data is kept in {spec.WorkingDirectory}", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(spec.WorkingDirectory, recursive: true);
        }
    }

    [Fact]
    public async Task Names_both_ways_when_neither_is_there()
    {
        await using var bed = new BackendBed();
        var backend = new PostgresBackend(bed.Choice, bed.Command, bed.Processes.Launcher, TimeProvider.System)
        {
            FindInstallations = _ => Task.FromResult<IReadOnlyList<PostgresInstallation>>([]),
        };

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            backend.PrepareAsync(bed.Context("postgres"), CancellationToken.None));

        Assert.StartsWith("'postgres' needs PostgreSQL, which cannot be run here. Native: no postgres", error.Message);
        Assert.Contains("Container: scaleapp-no-engine: not installed", error.Message);
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18devel", 18)]
    [InlineData("something else", null)]
    public void Reads_the_version(string text, int? expected) =>
        Assert.Equal(expected, PostgresInstallation.ParseMajor(text));

    /// <summary>Others may pass through the bed's folder, so that the server's user can.</summary>
    private static string ReachableFolder(BackendBed bed)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(bed.Processes.Folder, File.GetUnixFileMode(bed.Processes.Folder) | UnixFileMode.OtherExecute);
        }

        return bed.DataFolder;
    }

    private static async Task<string?> AskAsync(BackendContext context, string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = context.Port,
            Username = context.UserName ?? "postgres",
            Password = context.Password,
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        // While it starts it refuses everybody; any other refusal is an answer.
        var refusal = await Eventually.IsAsync(
            async () =>
            {
                try
                {
                    await connection.OpenAsync();
                    return null;
                }
                catch (PostgresException error)
                {
                    return error;
                }
            },
            error => error?.SqlState != PostgresErrorCodes.CannotConnectNow, "the server lets clients in");
        if (refusal is not null)
        {
            throw refusal;
        }

        await using var command = new NpgsqlCommand(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }
}

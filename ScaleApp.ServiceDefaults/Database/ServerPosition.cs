using Npgsql;
using NpgsqlTypes;

namespace ScaleApp.ServiceDefaults;

/// <summary>The role of one server and its position in the log, as of its last answer.</summary>
internal sealed class ServerPosition(NpgsqlDataSource source, string name) : IDisposable
{
    private const int DeadlineSeconds = 1;

    // What is flushed: it is what a standby can get. An acknowledged commit is in it.
    private const string Ask =
        """
        SELECT pg_is_in_recovery(),
            CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0') ELSE pg_current_wal_flush_lsn() END
        """;

    /// <summary>Host and port.</summary>
    public string Name => name;

    /// <summary>Whether the server was a standby at its last answer. Before the first answer this and <see cref="IsPrimary"/> are false.</summary>
    public bool IsStandby { get; private set; }

    public bool IsPrimary { get; private set; }

    public NpgsqlLogSequenceNumber Position { get; private set; }

    /// <summary>Why the last query failed; null when it succeeded.</summary>
    public string? Fault { get; private set; } = "not asked yet";

    /// <summary>Opens one connection for each host of a connection string. The service's pool is not used: when it is exhausted, the standby does not lag for that reason.</summary>
    public static ServerPosition[] OfEach(string connectionString)
    {
        var hosts = new NpgsqlConnectionStringBuilder(connectionString).Host ?? "";
        return [.. hosts.Split(',', StringSplitOptions.TrimEntries).Select(host => Of(host, connectionString))];
    }

    /// <summary>Reads role and position. The deadline is one second.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(DeadlineSeconds));
        try
        {
            await using var command = source.CreateCommand(Ask);
            await using var reader = await command.ExecuteReaderAsync(deadline.Token);
            await reader.ReadAsync(deadline.Token);
            IsStandby = reader.GetBoolean(0);
            IsPrimary = !IsStandby;
            Position = reader.GetFieldValue<NpgsqlLogSequenceNumber>(1);
            Fault = null;
        }
        catch (Exception error) when (!ct.IsCancellationRequested && error is NpgsqlException or OperationCanceledException)
        {
            Fault = error is OperationCanceledException ? $"no answer within {DeadlineSeconds} s" : error.GetBaseException().Message;
        }
    }

    public void Dispose() => source.Dispose();

    private static ServerPosition Of(string host, string connectionString)
    {
        var single = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = host,
            TargetSessionAttributes = null,
            MinPoolSize = 0,
            MaxPoolSize = 1,
            Timeout = DeadlineSeconds,
            CommandTimeout = DeadlineSeconds,
            CancellationTimeout = -1,       // a server that does not answer does not cancel either
        };

        return new ServerPosition(NpgsqlDataSource.Create(single), host);
    }
}

using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Data.Sessions;

/// <summary>Sessions in PostgreSQL, for those who would rather lose speed than a session when Redis loses its memory.</summary>
/// <remarks>
/// Times are the database's own. Using a session is one statement, which writes only once every
/// <see cref="SessionStoreOptions.SlideInterval"/>; whoever changes a number of a session first locks its row.
/// </remarks>
public sealed class DatabaseSessionStore(NpgsqlDataSource database, IOptions<SessionStoreOptions> options) : SessionStore
{
    private readonly SessionStoreOptions _options = options.Value;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct)
    {
        await using var command = Command(
            """
            SELECT handle, device, created_at, seen_at FROM sessions
            WHERE owner = $1 AND expires_at > now() ORDER BY seen_at DESC, created_at DESC
            """, owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sessions = new List<SessionInfo>();
        while (await reader.ReadAsync(ct))
        {
            sessions.Add(new SessionInfo(reader.GetString(0), reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return sessions;
    }

    /// <inheritdoc/>
    public override async Task<bool> EndAsync(SessionId session, CancellationToken ct)
    {
        await using var command = Command("DELETE FROM sessions WHERE owner = $1 AND handle = $2", session.Owner, session.Handle);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    /// <inheritdoc/>
    public override async Task<int> EndAllAsync(string owner, CancellationToken ct)
    {
        await using var command = Command("DELETE FROM sessions WHERE owner = $1", owner);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyDictionary<string, long>> ReadAsync(SessionId session, string prefix, CancellationToken ct) => FieldsAsync(
        """
        SELECT name, value FROM session_fields JOIN sessions USING (owner, handle)
        WHERE owner = $1 AND handle = $2 AND expires_at > now() AND starts_with(name, $3)
        """, session, prefix, ct);

    /// <inheritdoc/>
    public override Task<IReadOnlyDictionary<string, long>> TakeAsync(SessionId session, string prefix, CancellationToken ct) => FieldsAsync(
        """
        DELETE FROM session_fields f USING sessions s
        WHERE f.owner = $1 AND f.handle = $2 AND s.owner = f.owner AND s.handle = f.handle AND expires_at > now() AND starts_with(name, $3)
        RETURNING name, value
        """, session, prefix, ct);

    /// <inheritdoc/>
    public override Task<long?> AddAsync(SessionId session, string field, long by, long max, CancellationToken ct) =>
        ChangeAsync(session, field, before => Math.Clamp(before + by, 0, max), ct);

    /// <inheritdoc/>
    public override async Task<bool> SetAsync(SessionId session, string field, long value, CancellationToken ct) =>
        await ChangeAsync(session, field, _ => value, ct) is not null;

    /// <inheritdoc/>
    protected override async Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO sessions (owner, handle, ticket, device, created_at, seen_at, expires_at, ends_at)
            VALUES ($1, $2, $3, $4, now(), now(), now() + $5, now() + $6)
            """)
        {
            Parameters =
            {
                new() { Value = session.Owner }, new() { Value = session.Handle }, new() { Value = ticket }, new() { Value = device },
                new() { Value = _options.IdleTimeout }, new() { Value = _options.Lifetime },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            DELETE FROM sessions WHERE owner = $1 AND handle IN
              (SELECT handle FROM sessions WHERE owner = $1 ORDER BY seen_at DESC, created_at DESC OFFSET $2)
            """)
        {
            Parameters = { new() { Value = session.Owner }, new() { Value = _options.MaxPerOwner } },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    protected override async Task ReplaceAsync(SessionId session, byte[] ticket, CancellationToken ct)
    {
        await using var command = Command(
            "UPDATE sessions SET ticket = $3 WHERE owner = $1 AND handle = $2 AND expires_at > now()", session.Owner, session.Handle, ticket);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    protected override async Task<byte[]?> UseAsync(SessionId session, CancellationToken ct)
    {
        await using var command = Command(
            """
            WITH slid AS (
                UPDATE sessions SET seen_at = now(), expires_at = least(now() + $3, ends_at)
                WHERE owner = $1 AND handle = $2 AND expires_at > now() AND seen_at <= now() - $4
            )
            SELECT ticket FROM sessions WHERE owner = $1 AND handle = $2 AND expires_at > now()
            """, session.Owner, session.Handle, _options.IdleTimeout, _options.SlideInterval);
        return (byte[]?)await command.ExecuteScalarAsync(ct);
    }

    private async Task<long?> ChangeAsync(SessionId session, string field, Func<long, long> change, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var live = Command(connection,
            "SELECT 1 FROM sessions WHERE owner = $1 AND handle = $2 AND expires_at > now() FOR UPDATE", session.Owner, session.Handle);
        if (await live.ExecuteScalarAsync(ct) is null)
        {
            return null;
        }

        await using var read = Command(connection, "SELECT value FROM session_fields WHERE owner = $1 AND handle = $2 AND name = $3",
            session.Owner, session.Handle, field);
        var before = (long?)await read.ExecuteScalarAsync(ct);
        var value = change(before ?? 0);

        await using var write = value > 0
            ? Command(connection,
                """
                INSERT INTO session_fields (owner, handle, name, value) SELECT $1, $2, $3, $4
                WHERE $5 OR (SELECT count(*) FROM session_fields WHERE owner = $1 AND handle = $2) < $6
                ON CONFLICT (owner, handle, name) DO UPDATE SET value = excluded.value
                """, session.Owner, session.Handle, field, value, before is not null, _options.MaxFields)
            : Command(connection, "DELETE FROM session_fields WHERE owner = $1 AND handle = $2 AND name = $3", session.Owner, session.Handle, field);
        var hasRoom = await write.ExecuteNonQueryAsync(ct) > 0 || value == 0;
        await transaction.CommitAsync(ct);
        return hasRoom ? value : null;
    }

    private async Task<IReadOnlyDictionary<string, long>> FieldsAsync(string sql, SessionId session, string prefix, CancellationToken ct)
    {
        await using var command = Command(sql, session.Owner, session.Handle, prefix);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var fields = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            fields.Add(reader.GetString(0)[prefix.Length..], reader.GetInt64(1));
        }

        return fields;
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values) => With(database.CreateCommand(sql), values);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values) =>
        With(new NpgsqlCommand(sql, connection), values);

    private static NpgsqlCommand With(NpgsqlCommand command, ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}

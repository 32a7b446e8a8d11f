using Npgsql;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Sessions in PostgreSQL: slower than in Redis, and not lost with what Redis had in memory.</summary>
/// <remarks>A request is one statement, which writes only once every <see cref="SessionOptions.SlideInterval"/>.</remarks>
internal sealed class PostgresSessionStore(NpgsqlDataSource database, IOptions<SessionOptions> options) : ISessionStore
{
    private readonly SessionOptions _options = options.Value;

    public async Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            SELECT handle, device, created_at, seen_at FROM sessions
            WHERE owner = $1 AND expires_at > now() ORDER BY seen_at DESC, created_at DESC
            """).With(owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sessions = new List<SessionInfo>();
        while (await reader.ReadAsync(ct))
        {
            sessions.Add(new SessionInfo(reader.GetString(0), reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return sessions;
    }

    public async Task<bool> EndAsync(SessionId session, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM sessions WHERE owner = $1 AND handle = $2").With(session.Owner, session.Handle);
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    public async Task EndAllAsync(string owner, CancellationToken ct)
    {
        await using var command = database.CreateCommand("DELETE FROM sessions WHERE owner = $1").With(owner);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.Add(
            """
            INSERT INTO sessions (owner, handle, ticket, device, created_at, seen_at, expires_at, ends_at)
            VALUES ($1, $2, $3, $4, now(), now(), now() + $5, now() + $6)
            """, session.Owner, session.Handle, ticket, device, _options.IdleTimeout, _options.Lifetime);
        batch.Add(
            """
            DELETE FROM sessions WHERE owner = $1 AND handle IN
              (SELECT handle FROM sessions WHERE owner = $1 ORDER BY seen_at DESC, created_at DESC OFFSET $2)
            """, session.Owner, _options.MaxPerOwner);
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async Task<byte[]?> UseAsync(SessionId session, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            WITH slid AS (
                UPDATE sessions SET seen_at = now(), expires_at = least(now() + $3, ends_at)
                WHERE owner = $1 AND handle = $2 AND expires_at > now() AND seen_at <= now() - $4
            )
            SELECT ticket FROM sessions WHERE owner = $1 AND handle = $2 AND expires_at > now()
            """).With(session.Owner, session.Handle, _options.IdleTimeout, _options.SlideInterval);
        return (byte[]?)await command.ExecuteScalarAsync(ct);
    }
}

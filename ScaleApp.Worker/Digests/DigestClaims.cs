using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ScaleApp.Worker.Digests;

/// <summary>Claims subscribers for a worker and records the result of each mail. PostgreSQL's clock decides how long a claim holds.</summary>
/// <remarks>
/// Joins repeat the chunk's bounds for deliveries. PostgreSQL knows little of a digest that has just begun, and would otherwise read all of
/// its deliveries for each batch.
/// </remarks>
internal sealed partial class DigestClaims(
    NpgsqlDataSource database, UnreadRooms rooms, IOptions<DailyDigestOptions> options, TimeProvider time, ILogger<DigestClaims> logger)
{
    private static readonly TimeSpan WaitForOthers = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseDeadline = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Claims those subscribers of a chunk whose mail is not settled, batch by batch, and ends when all are settled or deferred. Waits for the claims
    /// of others, which end when their worker is dead.
    /// </summary>
    public async IAsyncEnumerable<DigestRecipient> TakeAsync(
        DateTimeOffset occurrence, int first, int last, [EnumeratorCancellation] CancellationToken ct)
    {
        List<DigestRecipient> batch = [];
        try
        {
            while (true)
            {
                batch = await ClaimAsync(occurrence, first, last, ct);
                if (batch is not [])
                {
                    foreach (var recipient in await rooms.NoteAsync(occurrence, batch, ct))
                    {
                        yield return recipient;
                    }
                }
                else if (await AreOthersAtItAsync(occurrence, first, last, ct))
                {
                    await Task.Delay(WaitForOthers, time, ct);
                }
                else
                {
                    yield break;
                }
            }
        }
        finally
        {
            // Only what was not settled: all mails of the batch are out when the loop over this ends.
            if (batch is [var any, ..])
            {
                await TryReleaseAsync(occurrence, first, last, any.ClaimedUntil);
            }
        }
    }

    /// <summary>Whether the recipient may still be sent to. After half of its life another may soon take the claim.</summary>
    public bool Holds(DigestRecipient recipient) => time.GetElapsedTime(recipient.ClaimedAt) < options.Value.ClaimLifetime / 2;

    /// <summary>Where the mails of a chunk that were sent are recorded.</summary>
    public SentMails RecordSent(DateTimeOffset occurrence) => new(database, occurrence);

    /// <summary>Records why a mail was not sent. A recipient who cannot get mail at the moment is claimed again later.</summary>
    public async Task RecordNotSentAsync(DateTimeOffset occurrence, DigestRecipient recipient, EmailResult result, CancellationToken ct)
    {
        var (set, value) = result.Status switch
        {
            EmailStatus.Refused => ("refusal = $3", (object)(result.Reason ?? "")),
            EmailStatus.Deferred when time.GetUtcNow() - occurrence > options.Value.GiveUpAfter => ("refusal = $3", $"Given up: {result.Reason}"),
            EmailStatus.Deferred => ("is_deferred = true, claimed_until = now() + $3", options.Value.DeferFor),
            var other => throw new UnreachableException($"Unhandled result {other}."),
        };
        await using var command = database.CreateCommand(
            $"UPDATE digest_deliveries SET {set} WHERE occurrence = $1 AND customer_id = $2 AND sent_at IS NULL AND refusal IS NULL")
            .With(occurrence.ToUniversalTime(), recipient.Id, value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Completes the chunk when nothing is left of it, and the run with its last chunk.</summary>
    public async Task CompleteAsync(DateTimeOffset occurrence, int first, int last, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var complete = new NpgsqlCommand(
            """
            UPDATE digest_chunks SET completed_at = now()
            WHERE occurrence = $1 AND first_id = $2 AND completed_at IS NULL AND NOT EXISTS (
                SELECT FROM customers c LEFT JOIN digest_deliveries d ON d.occurrence = $1 AND d.customer_id = c.id AND d.customer_id BETWEEN $2 AND $3
                WHERE c.subscribes_to_digest AND c.id BETWEEN $2 AND $3 AND d.sent_at IS NULL AND d.refusal IS NULL)
            """, connection).With(occurrence.ToUniversalTime(), first, last);
        if (await complete.ExecuteNonQueryAsync(ct) == 0)
        {
            return;
        }

        // A statement of its own: of two chunks that end at once, the later one sees the other.
        await using var run = new NpgsqlCommand(
            """
            UPDATE digest_runs SET completed_at = now() WHERE occurrence = $1 AND completed_at IS NULL
                AND NOT EXISTS (SELECT FROM digest_chunks WHERE occurrence = $1 AND completed_at IS NULL)
            """, connection).With(occurrence.ToUniversalTime());
        await run.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Returns the best sellers of a run, or null if the run does not exist.</summary>
    public async Task<IReadOnlyList<BestSeller>?> BestSellersAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT best_sellers FROM digest_runs WHERE occurrence = $1").With(occurrence.ToUniversalTime());
        return await command.ExecuteScalarAsync(ct) is string json ? JsonSerializer.Deserialize<BestSeller[]>(json) : null;
    }

    /// <remarks>Most subscribers are in no room. That nothing is unread is noted with their claim, and saves them the statements that count it.</remarks>
    private async Task<List<DigestRecipient>> ClaimAsync(DateTimeOffset occurrence, int first, int last, CancellationToken ct)
    {
        var claimed = time.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            WITH active AS (UPDATE digest_chunks SET active_at = now() WHERE occurrence = $1 AND first_id = $2), candidates AS (
                SELECT c.id, c.name, c.email
                FROM customers c LEFT JOIN digest_deliveries d ON d.occurrence = $1 AND d.customer_id = c.id AND d.customer_id BETWEEN $2 AND $3
                WHERE c.subscribes_to_digest AND c.id BETWEEN $2 AND $3
                    AND (d.customer_id IS NULL OR (d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()))
                ORDER BY c.id LIMIT $4
            ), claimed AS (
                INSERT INTO digest_deliveries AS d (occurrence, customer_id, claimed_until, is_deferred, unread)
                SELECT $1, id, now() + $5, false,
                    CASE WHEN NOT EXISTS (SELECT FROM room_members m WHERE m.customer_id = candidates.id AND m.read_number > 0) THEN '[]'::jsonb END
                FROM candidates ORDER BY id
                ON CONFLICT (occurrence, customer_id) DO UPDATE SET claimed_until = excluded.claimed_until, is_deferred = false
                    WHERE d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()
                RETURNING customer_id, claimed_until, unread
            )
            SELECT id, name, email, claimed_until, unread FROM candidates JOIN claimed ON customer_id = id ORDER BY id
            """, connection).With(occurrence.ToUniversalTime(), first, last, options.Value.BatchSize, options.Value.ClaimLifetime);
        await command.PrepareForSessionAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var batch = new List<DigestRecipient>();
        while (await reader.ReadAsync(ct))
        {
            batch.Add(new DigestRecipient(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3))
            {
                ClaimedAt = claimed,
                Unread = reader.IsDBNull(4) ? null : JsonSerializer.Deserialize<UnreadRoom[]>(reader.GetString(4)),
            });
        }

        return batch;
    }

    private async Task<bool> AreOthersAtItAsync(DateTimeOffset occurrence, int first, int last, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            SELECT EXISTS (
                SELECT FROM digest_deliveries d JOIN customers c ON c.id = d.customer_id
                WHERE d.occurrence = $1 AND d.customer_id BETWEEN $2 AND $3 AND c.subscribes_to_digest
                    AND d.sent_at IS NULL AND d.refusal IS NULL AND NOT d.is_deferred)
            """).With(occurrence.ToUniversalTime(), first, last);
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Gives claims back that this worker will not use, so that another need not wait for their end.</summary>
    private async Task TryReleaseAsync(DateTimeOffset occurrence, int first, int last, DateTimeOffset claimedUntil)
    {
        using var deadline = new CancellationTokenSource(ReleaseDeadline, time);
        try
        {
            await using var command = database.CreateCommand(
                """
                UPDATE digest_deliveries SET claimed_until = now() - interval '1 microsecond'
                WHERE occurrence = $1 AND customer_id BETWEEN $2 AND $3 AND claimed_until = $4 AND sent_at IS NULL AND refusal IS NULL
                """).With(occurrence.ToUniversalTime(), first, last, claimedUntil);
            await command.ExecuteNonQueryAsync(deadline.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or NpgsqlException)
        {
            // The claims expire. The error that ended the loop is the one to report.
            LogReleaseFailed(occurrence, error);
        }
    }

    [LoggerMessage(7121, LogLevel.Warning, "Claims of the digest of {Occurrence:u} could not be given back; others wait until they expire")]
    private partial void LogReleaseFailed(DateTimeOffset occurrence, Exception error);
}

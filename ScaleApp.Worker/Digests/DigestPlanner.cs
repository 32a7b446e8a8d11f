using System.Text.Json;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Worker.Digests;

/// <summary>Plans an occurrence: its content, and chunks of its subscribers with a job for each.</summary>
/// <remarks>Run, chunks and jobs are committed in one transaction, so an occurrence is planned once however many workers try.</remarks>
internal sealed partial class DigestPlanner(
    ShopContext shop, BestSellingProducts bestSellers, IOptions<DailyDigestOptions> options, TimeProvider time, ILogger<DigestPlanner> logger)
{
    private const int BestSellers = 10;

    // What one pass of the reconciliation enqueues again.
    private const int MaxLostChunks = 500;

    /// <summary>Returns whether this call planned the occurrence.</summary>
    public async Task<bool> PlanAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        var products = JsonSerializer.Serialize(await bestSellers.ListAsync(BestSellers, ct));
        if (await shop.InTransactionAsync(token => TryPlanAsync(occurrence, products, token), ct) is not { } chunks)
        {
            return false;
        }

        LogPlanned(occurrence, chunks);
        return true;
    }

    /// <summary>Enqueues the open chunks of runs that stand still, because jobs were lost or mail was unavailable. Returns how many.</summary>
    /// <remarks>While one chunk of a run is active the others wait in the queue and are not lost.</remarks>
    public Task<int> PlanAgainAsync(CancellationToken ct) => shop.InTransactionAsync(async token =>
    {
        var lost = await shop.DigestChunks.FromSql(
            $"""
            SELECT * FROM digest_chunks AS open WHERE completed_at IS NULL
                AND NOT EXISTS (SELECT FROM digest_chunks AS active
                    WHERE active.occurrence = open.occurrence AND active.active_at > now() - {options.Value.ReconcileAfter})
                AND EXISTS (SELECT FROM customers c LEFT JOIN digest_deliveries d
                        ON d.occurrence = open.occurrence AND d.customer_id = c.id AND d.customer_id BETWEEN open.first_id AND open.last_id
                    WHERE c.subscribes_to_digest AND c.id BETWEEN open.first_id AND open.last_id
                        AND (d.customer_id IS NULL OR (d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now())))
            ORDER BY occurrence, first_id LIMIT {MaxLostChunks} FOR UPDATE OF open SKIP LOCKED
            """).ToListAsync(token);
        foreach (var chunk in lost)
        {
            chunk.ActiveAt = time.GetUtcNow();
            Enqueue(chunk);
        }

        return lost.Count;
    }, ct);

    /// <summary>Returns the number of chunks; null when the occurrence has been planned before.</summary>
    private async Task<int?> TryPlanAsync(DateTimeOffset occurrence, string products, CancellationToken ct)
    {
        // A digest without subscribers is complete. Those of others are completed with their last chunk.
        var chunks = await ReadChunksAsync(ct);
        var completedAt = chunks is [] ? time.GetUtcNow() : (DateTimeOffset?)null;
        if (await shop.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO digest_runs (occurrence, best_sellers, started_at, completed_at)
            VALUES ({occurrence}, {products}::jsonb, {time.GetUtcNow()}, {completedAt}) ON CONFLICT DO NOTHING
            """, ct) == 0)
        {
            return null;
        }

        foreach (var (first, last) in chunks)
        {
            var chunk = new DigestChunk { Occurrence = occurrence, FirstId = first, LastId = last, ActiveAt = time.GetUtcNow() };
            shop.Add(chunk);
            Enqueue(chunk);
        }

        return chunks.Count;
    }

    private Task<List<ChunkBounds>> ReadChunksAsync(CancellationToken ct) => shop.Database.SqlQuery<ChunkBounds>(
        $"""
        SELECT min(id) AS first, max(id) AS last FROM (
            SELECT id, (row_number() OVER (ORDER BY id) - 1) / {options.Value.ChunkSize} AS chunk FROM customers WHERE subscribes_to_digest) numbered
        GROUP BY chunk ORDER BY chunk
        """).ToListAsync(ct);

    private void Enqueue(DigestChunk chunk) =>
        shop.Enqueue<IDigestChunkJob>(job => job.SendAsync(chunk.Occurrence, chunk.FirstId, chunk.LastId, CancellationToken.None));

    private sealed record ChunkBounds(int First, int Last);

    [LoggerMessage(7100, LogLevel.Information, "The digest of {Occurrence:u} is planned in {Chunks} chunks")]
    private partial void LogPlanned(DateTimeOffset occurrence, int chunks);
}

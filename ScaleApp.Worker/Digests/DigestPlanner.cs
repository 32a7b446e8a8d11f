using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ScaleApp.Data;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Worker.Digests;

/// <summary>Plans an occurrence: its content, and chunks of its subscribers with a job for each.</summary>
/// <remarks>Run, chunks and jobs are committed in one transaction, so an occurrence is planned once however many workers try.</remarks>
internal sealed partial class DigestPlanner(
    ShopContext shop, BestSellingProducts bestSellers, IOptions<DailyDigestOptions> options, TimeProvider time, ILogger<DigestPlanner> logger)
{
    /// <summary>The most chunks that one pass of the reconciliation enqueues again.</summary>
    private const int MaxLostChunks = 500;

    /// <summary>Returns whether this call planned the occurrence.</summary>
    public async Task<bool> PlanAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        var products = JsonSerializer.Serialize(await bestSellers.ListAsync(options.Value.BestSellers, ct), DigestJson.Default.BestSellerArray);
        return await shop.Database.CreateExecutionStrategy().ExecuteAsync(token => PlanAsync(occurrence, products, token), ct);
    }

    /// <summary>Enqueues the open chunks of runs that stand still, because jobs were lost or mail was unavailable. Returns how many.</summary>
    /// <remarks>While one chunk of a run is active the others wait in the queue and are not lost.</remarks>
    public Task<int> PlanAgainAsync(CancellationToken ct) => shop.Database.CreateExecutionStrategy().ExecuteAsync(async token =>
    {
        shop.ChangeTracker.Clear();
        await using var transaction = await shop.Database.BeginTransactionAsync(token);
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

        await shop.SaveChangesAsync(token);
        await transaction.CommitAsync(token);
        return lost.Count;
    }, ct);

    private async Task<bool> PlanAsync(DateTimeOffset occurrence, string products, CancellationToken ct)
    {
        shop.ChangeTracker.Clear();
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        var planned = await shop.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO digest_runs (occurrence, best_sellers, started_at) VALUES ({occurrence}, {products}::jsonb, {time.GetUtcNow()})
            ON CONFLICT DO NOTHING
            """, ct) > 0;
        if (planned)
        {
            var chunks = await AddChunksAsync(occurrence, ct);
            await CompleteIfEmptyAsync(occurrence, chunks, ct);
            await shop.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            LogPlanned(occurrence, chunks);
        }

        return planned;
    }

    private async Task<int> AddChunksAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        var chunks = await shop.Database.SqlQuery<ChunkBounds>(
            $"""
            SELECT min(id) AS first, max(id) AS last FROM (
                SELECT id, (row_number() OVER (ORDER BY id) - 1) / {options.Value.ChunkSize} AS chunk FROM customers WHERE subscribes_to_digest) numbered
            GROUP BY chunk ORDER BY chunk
            """).ToListAsync(ct);
        foreach (var (first, last) in chunks)
        {
            var chunk = new DigestChunk { Occurrence = occurrence, FirstId = first, LastId = last, ActiveAt = time.GetUtcNow() };
            shop.Add(chunk);
            Enqueue(chunk);
        }

        return chunks.Count;
    }

    private Task CompleteIfEmptyAsync(DateTimeOffset occurrence, int chunks, CancellationToken ct) => chunks > 0
        ? Task.CompletedTask
        : shop.DigestRuns.Where(run => run.Occurrence == occurrence)
            .ExecuteUpdateAsync(set => set.SetProperty(run => run.CompletedAt, time.GetUtcNow()), ct);

    private void Enqueue(DigestChunk chunk)
    {
        var (occurrence, first, last) = (chunk.Occurrence, chunk.FirstId, chunk.LastId);
        shop.Enqueue<IDigestChunkJob>(job => job.SendAsync(occurrence, first, last, CancellationToken.None));
    }

    private sealed record ChunkBounds(int First, int Last);

    [LoggerMessage(7100, LogLevel.Information, "The digest of {Occurrence:u} is planned in {Chunks} chunks")]
    private partial void LogPlanned(DateTimeOffset occurrence, int chunks);
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;

namespace ScaleApp.Worker.Digests;

/// <summary>
/// Keeps account in the database of who was sent which digest. PostgreSQL's clock decides how long a claim holds, never a
/// worker's.
/// </summary>
internal sealed class DigestLedger(ShopContext shop, TimeProvider time)
{
    /// <summary>Begins the run of an occurrence, or finds it begun. Returns the best sellers that it sends to everybody.</summary>
    public async Task<IReadOnlyList<BestSeller>> BeginAsync(DateTimeOffset occurrence, int bestSellers, CancellationToken ct)
    {
        if (await FindAsync(occurrence, ct) is not { } content)
        {
            var products = await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id).Take(bestSellers)
                .Select(product => new BestSeller(product.Name, product.Price, product.UnitsSold)).ToArrayAsync(ct);
            var json = JsonSerializer.Serialize(products, DigestJson.Default.BestSellerArray);
            await shop.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO digest_runs (occurrence, best_sellers, started_at) VALUES ({occurrence}, {json}::jsonb, {time.GetUtcNow()})
                ON CONFLICT DO NOTHING
                """, ct);

            // Another worker may have been first, and then its list is the one.
            content = await FindAsync(occurrence, ct);
        }

        return JsonSerializer.Deserialize(content!, DigestJson.Default.BestSellerArray)!;
    }

    /// <summary>
    /// Claims subscribers who were not served yet, for as long as given. None twice at a time; none who was served; those of
    /// a worker that died once its claim is over.
    /// </summary>
    public Task<List<DigestRecipient>> ClaimAsync(DateTimeOffset occurrence, int count, TimeSpan lifetime, CancellationToken ct) =>
        shop.Database.SqlQuery<DigestRecipient>(
            $"""
            WITH candidates AS (
                SELECT c.id, c.name, c.email
                FROM customers c LEFT JOIN digest_deliveries d ON d.occurrence = {occurrence} AND d.customer_id = c.id
                WHERE c.subscribes_to_digest
                    AND (d.customer_id IS NULL OR (d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()))
                ORDER BY c.id LIMIT {count}
            ), claimed AS (
                INSERT INTO digest_deliveries AS d (occurrence, customer_id, claimed_until)
                SELECT {occurrence}, id, now() + {lifetime} FROM candidates
                ON CONFLICT (occurrence, customer_id) DO UPDATE SET claimed_until = excluded.claimed_until
                    WHERE d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()
                RETURNING customer_id, claimed_until
            )
            SELECT id, name, email, claimed_until
            FROM candidates JOIN claimed ON customer_id = id ORDER BY id
            """).ToListAsync(ct);

    /// <summary>The mail was handed over, or will never be, and why.</summary>
    public Task SettleAsync(DateTimeOffset occurrence, int customer, string? refusal, CancellationToken ct)
    {
        var sentAt = refusal is null ? time.GetUtcNow() : (DateTimeOffset?)null;
        var reason = refusal?.Length > 500 ? refusal[..500] : refusal;
        return shop.DigestDeliveries.Where(delivery => delivery.Occurrence == occurrence && delivery.CustomerId == customer)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.SentAt, sentAt).SetProperty(delivery => delivery.Refusal, reason), ct);
    }

    /// <summary>
    /// Gives claims of one batch back that will not be used, so that another worker need not wait for their end. What was claimed
    /// by another meanwhile stays its own.
    /// </summary>
    public Task ReleaseAsync(DateTimeOffset occurrence, IReadOnlyList<DigestRecipient> claims, CancellationToken ct)
    {
        var customers = claims.Select(claim => claim.Id).ToArray();
        var claimedUntil = claims[0].ClaimedUntil;
        return shop.DigestDeliveries.Where(delivery => delivery.Occurrence == occurrence && customers.Contains(delivery.CustomerId)
                && delivery.ClaimedUntil == claimedUntil && delivery.SentAt == null && delivery.Refusal == null)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.ClaimedUntil, DateTimeOffset.UnixEpoch), ct);
    }

    /// <summary>Ends the run if every subscriber was served. False when other workers still have claims.</summary>
    public async Task<bool> TryCompleteAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        var left = await shop.Customers.AnyAsync(customer => customer.SubscribesToDigest
            && !shop.DigestDeliveries.Any(delivery => delivery.Occurrence == occurrence && delivery.CustomerId == customer.Id
                && (delivery.SentAt != null || delivery.Refusal != null)), ct);
        if (left)
        {
            return false;
        }

        await shop.DigestRuns.Where(run => run.Occurrence == occurrence && run.CompletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(run => run.CompletedAt, time.GetUtcNow()), ct);
        return true;
    }

    private Task<string?> FindAsync(DateTimeOffset occurrence, CancellationToken ct) =>
        shop.DigestRuns.AsNoTracking().Where(run => run.Occurrence == occurrence).Select(run => run.BestSellers).SingleOrDefaultAsync(ct);
}

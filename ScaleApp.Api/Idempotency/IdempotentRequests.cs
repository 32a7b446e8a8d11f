using System.Security.Cryptography;
using System.Text;
using ScaleApp.Data.Idempotency;

namespace ScaleApp.Api.Idempotency;

/// <summary>Does what a request asks for once, however often it comes, and answers every time the same.</summary>
/// <remarks>
/// What is done and what is answered are committed together. Of two requests with one key that come at once, the second waits
/// for the first and is given its answer. Keys are a customer's own, and are remembered for a day.
/// </remarks>
internal sealed class IdempotentRequests(ShopContext shop)
{
    /// <summary>The answer that was given before, or what <paramref name="work"/> answers; 422 when the key was used for another request.</summary>
    /// <remarks>The work goes through the shop's context, in a transaction that is begun for it; it is run again after a conflict in the database.</remarks>
    public Task<StoredResponse> AnswerAsync(
        int customer, string key, string endpoint, ReadOnlyMemory<byte> body, Func<CancellationToken, Task<StoredResponse>> work,
        CancellationToken ct)
    {
        var fingerprint = SHA256.HashData([.. Encoding.UTF8.GetBytes(endpoint), 0, .. body.Span]);
        return shop.InTransactionAsync(async token =>
        {
            // Held until the end of the transaction: no other request with this key runs, and what is read next is the latest.
            await shop.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"{customer}:{key}"}, 0))", token);
            if (await FindAsync(customer, key, token) is { } known)
            {
                return Repeat(known, fingerprint);
            }

            var answer = await work(token);
            shop.Add(new IdempotentAnswer
            {
                CustomerId = customer,
                Key = key,
                Fingerprint = fingerprint,
                Status = answer.Status,
                Location = answer.Location,
                Body = answer.Body,
            });
            return answer;
        }, ct);
    }

    private Task<IdempotentAnswer?> FindAsync(int customer, string key, CancellationToken ct) => shop.Set<IdempotentAnswer>()
        .AsNoTracking().SingleOrDefaultAsync(answer => answer.CustomerId == customer && answer.Key == key, ct);

    private static StoredResponse Repeat(IdempotentAnswer known, byte[] fingerprint) => known.Fingerprint.AsSpan().SequenceEqual(fingerprint)
        ? new StoredResponse(known.Status, known.Body, known.Location) { IsReplayed = true }
        : StoredResponse.Problem(StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another request.",
            "Use a new key for each request, and repeat a request with its original body.");
}

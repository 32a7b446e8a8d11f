using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Profiles;
using ScaleApp.Data;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Digests;

/// <summary>Who gets the digest, and a digest that an administrator wants now.</summary>
internal sealed class DigestSubscriptions(ShopContext shop, CustomerProfiles profiles)
{
    public async Task SetAsync(int customer, bool subscribes, CancellationToken ct)
    {
        await shop.Database.CreateExecutionStrategy().ExecuteAsync(token => WriteAsync(customer, subscribes, token), ct);
        await profiles.InvalidateAsync(customer);
    }

    /// <summary>Has a worker send the last digest to those who did not get it.</summary>
    public Task ResumeAsync(CancellationToken ct)
    {
        shop.Enqueue<IDigestJob>(job => job.ResumeAsync(CancellationToken.None));
        return shop.SaveChangesAsync(ct);
    }

    private async Task WriteAsync(int customer, bool subscribes, CancellationToken ct)
    {
        shop.ChangeTracker.Clear();
        await using var transaction = await shop.Database.BeginTransactionAsync(ct);
        await shop.Customers.Where(row => row.Id == customer)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SubscribesToDigest, subscribes), ct);
        shop.EnqueueProfileInvalidation(customer);
        await shop.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

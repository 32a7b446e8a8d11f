using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Customers;

namespace ScaleApp.Worker.Profiles;

/// <inheritdoc cref="IProfileInvalidationJob"/>
internal sealed class ProfileInvalidationJob(HybridCache cache) : IProfileInvalidationJob
{
    public async Task InvalidateAsync(int customer, CancellationToken ct) => await cache.InvalidateProfileAsync(customer, ct);
}

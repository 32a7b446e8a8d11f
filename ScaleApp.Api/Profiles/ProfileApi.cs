using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Data.Caching;

namespace ScaleApp.Api.Profiles;

internal static class ProfileApi
{
    public static void AddProfiles(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<CustomerProfiles>();

    public static void MapProfile(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/profile", Find).RequireAuthorization().RequireLimit(RateLimitOptions.ReadsPolicy)
            .WithTags("Accounts").WithSummary("Get the signed-in customer's profile")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<CustomerProfile>, NotFound>> Find(
        ClaimsPrincipal user, CustomerProfiles profiles, HttpResponse response, CancellationToken ct)
    {
        response.Headers.CacheControl = "no-store";
        return user.FindCustomerId() is { } customer && await profiles.FindAsync(customer, ct) is { } profile
            ? TypedResults.Ok(profile)
            : TypedResults.NotFound();
    }
}

/// <summary>What the shop knows of a customer, as the customer sees it.</summary>
public sealed record CustomerProfile(int Id, string Name, string Email, string Role, bool SubscribesToDigest, DateTimeOffset CreatedAt);

/// <summary>The customers' profiles, from the shared cache or from the database.</summary>
internal sealed class CustomerProfiles(HybridCache cache, IServiceScopeFactory scopes)
{
    /// <summary>Returns null if the customer does not exist.</summary>
    public ValueTask<CustomerProfile?> FindAsync(int id, CancellationToken ct) => cache.ReadAsync(KeyOf(id), KeyOf(id), scopes,
        (shop, token) => shop.Customers.AsNoTracking().Where(customer => customer.Id == id)
            .Select(customer => new CustomerProfile(
                customer.Id, customer.Name, customer.Email, customer.Roles.Select(role => role.Name).FirstOrDefault() ?? CustomerRoles.Customer,
                customer.SubscribesToDigest, customer.CreatedAt))
            .SingleOrDefaultAsync(token), ct);

    /// <summary>Adds the invalidation of a profile to the outbox, so that it commits with the change.</summary>
    public static void EnqueueInvalidation(ShopContext shop, int customer) => shop.EnqueueInvalidation([KeyOf(customer)]);

    /// <summary>Invalidates a profile whose change is committed. Where Redis is unavailable, a worker repeats it.</summary>
    // Not cancelled with the request: the change is committed.
    public Task InvalidateAsync(int customer) => cache.InvalidateAsync([KeyOf(customer)], CancellationToken.None);

    private static string KeyOf(int customer) => $"profile:{customer}";
}

using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Limits;

namespace ScaleApp.Api.Profiles;

/// <summary>The signed-in customer's own profile.</summary>
internal static class ProfileApi
{
    public static IHostApplicationBuilder AddProfiles(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CustomerProfiles>();

        return builder;
    }

    public static IEndpointRouteBuilder MapProfile(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/profile", Find).RequireAuthorization().RequireLimit(RateLimitOptions.ReadsPolicy)
            .WithTags("Accounts").WithSummary("What the shop knows of the signed-in customer")
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound);

        return routes;
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

using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Digests;

namespace ScaleApp.Api.Administration;

/// <summary>Sends the digest when an administrator asks for it.</summary>
internal static class DigestAdministrationApi
{
    public static IEndpointRouteBuilder MapDigestAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/admin/digests", SendNow).WithTags("Administration")
            .WithSummary("Have a worker send the last digest to the subscribers who did not get it")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        return routes;
    }

    private static async Task<Accepted> SendNow(DigestSubscriptions digests, CancellationToken ct)
    {
        await digests.ResumeAsync(ct);
        return TypedResults.Accepted((string?)null);
    }
}

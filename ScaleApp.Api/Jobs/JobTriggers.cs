using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Data;
using ScaleApp.Data.Jobs;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Jobs;

/// <summary>The dashboard's button "Trigger now", through the outbox.</summary>
/// <remarks>Hangfire's own handler enqueues by synchronous calls of Redis, and fails while Redis is unavailable.</remarks>
internal static class JobTriggers
{
    /// <summary>The route is more specific than the dashboard's, so it takes precedence.</summary>
    public static void MapJobTriggers(this IEndpointRouteBuilder routes) => routes
        .MapPost($"{JobDashboard.Path}/recurring/trigger", Trigger)
        .RequireAuthorization(AccountPolicies.Administrator)
        .DisableAntiforgery() // It is checked below, with the answer that the dashboard gives.
        .ExcludeFromDescription();

    private static async Task<Results<NoContent, StatusCodeHttpResult>> Trigger(
        IFormCollection form, HttpContext context, IAntiforgery antiforgery, ShopContext shop, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        }

        foreach (var id in form["jobs[]"].OfType<string>())
        {
            shop.Enqueue<IRecurringJobTrigger>(job => job.TriggerAsync(id, CancellationToken.None));
        }

        await shop.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }
}

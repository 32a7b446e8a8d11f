using Hangfire;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using ScaleApp.Data.Jobs;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Jobs;

/// <summary>Hangfire's dashboard, for administrators: recurring jobs, queues, servers, failed jobs.</summary>
/// <remarks>
/// Every replica serves it from the shared storage. Its changes need an antiforgery token, which every replica accepts because they share
/// their keys. The API runs no jobs and never creates one through Hangfire, whose client is synchronous: it writes to the outbox, also for
/// the button "Trigger now" (<see cref="JobTriggers"/>).
/// </remarks>
internal static class JobDashboard
{
    public const string Path = "/hangfire";

    /// <summary>The dashboard styles elements inline and draws its icons from data URLs.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public static void AddJobDashboard(this IHostApplicationBuilder builder)
    {
        builder.AddJobStorage(typeof(ShopContext).Assembly);

        // Without it the dashboard accepts changes that another site's page sends.
        builder.Services.AddAntiforgery();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, DashboardSignIn>();
    }

    public static void MapJobDashboard(this IEndpointRouteBuilder routes) => routes
        .MapHangfireDashboardWithAuthorizationPolicy(AccountPolicies.Administrator, Path, new DashboardOptions
        {
            DashboardTitle = "ScaleApp jobs",
            DisplayStorageConnectionString = false,
            AppPath = "/",
        })
        .ExcludeFromDescription();
}

/// <summary>Sends browsers that open the job dashboard without being signed in to the sign-in page. All else is answered as elsewhere.</summary>
internal sealed class DashboardSignIn : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged && IsPageOfTheDashboard(context.Request))
        {
            context.Response.Redirect($"/sign-in.html?return={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return Task.CompletedTask;
        }

        return _default.HandleAsync(next, context, policy, authorizeResult);
    }

    private static bool IsPageOfTheDashboard(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments(JobDashboard.Path)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}

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

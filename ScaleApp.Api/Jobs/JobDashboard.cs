using Hangfire;
using Microsoft.AspNetCore.Authorization;
using ScaleApp.Api.Accounts;
using ScaleApp.Data;

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

    public static IHostApplicationBuilder AddJobDashboard(this IHostApplicationBuilder builder)
    {
        builder.AddJobStorage(typeof(ShopContext).Assembly);

        // Without it the dashboard accepts changes that another site's page sends.
        builder.Services.AddAntiforgery();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, DashboardSignIn>();

        return builder;
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

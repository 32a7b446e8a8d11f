using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.ServiceDefaults;

/// <summary>The health endpoints for hosts, gateways and operators.</summary>
/// <remarks>
/// A shared server that is unavailable takes no replica out of use, because that would take all of them out at once: readiness
/// leaves the dependencies out, and <c>/health/dependencies</c> reports their state.
/// </remarks>
internal static class HealthEndpoints
{
    public const string Readiness = "/health";
    public const string Liveness = "/alive";
    public const string Dependencies = "/health/dependencies";

    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    private static readonly PathString[] Paths = [Readiness, Liveness, Dependencies];

    public static void AddDefaultHealthChecks(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<DependencyHealth>();
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [HealthTags.Live])
            .AddCheck<ServingCheck>("serving", tags: [HealthTags.Ready]);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(LimitTime);

        // It logs an error for each poll of a check that fails, with a description that may hold an address.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }

    public static void MapHealthEndpoints(this IEndpointRouteBuilder routes)
    {
        MapChecks(routes, Readiness, HealthTags.Ready);
        MapChecks(routes, Liveness, HealthTags.Live);
        Conventional(routes.MapGet(Dependencies, DependenciesAsync)).ExcludeFromDescription();
    }

    /// <summary>Whether a request asks for health; such requests are left out of traces.</summary>
    public static bool Is(PathString path) => Array.Exists(Paths, known => known.Equals(path, StringComparison.OrdinalIgnoreCase));

    public static bool IsDependency(HealthCheckRegistration check) => !check.Tags.Contains(HealthTags.Live) && !check.Tags.Contains(HealthTags.Ready);

    private static void MapChecks(IEndpointRouteBuilder routes, string path, string tag) =>
        Conventional(routes.MapHealthChecks(path, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(tag),
            ResponseWriter = WriteAsync,
        }));

    private static TBuilder Conventional<TBuilder>(TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.AllowAnonymous().DisableRateLimiting().DisableHttpMetrics();

    private static async Task DependenciesAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var report = await AskAsync(context);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        await WriteAsync(context, report);
    }

    private static async Task<HealthReport> AskAsync(HttpContext context)
    {
        try
        {
            return await context.RequestServices.GetRequiredService<DependencyHealth>().ReportAsync(context.RequestAborted);
        }
        catch (TimeoutException)
        {
            return new HealthReport(new Dictionary<string, HealthReportEntry>(), HealthStatus.Unhealthy, CheckTimeout);
        }
    }

    /// <summary>Names and states; no descriptions, which hold addresses.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new { status = $"{report.Status}", checks = report.Entries.ToDictionary(check => check.Key, check => $"{check.Value.Status}") },
        JsonSerializerOptions.Default, "application/json", context.RequestAborted);

    private static void LimitTime(HealthCheckServiceOptions options)
    {
        foreach (var check in options.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
        {
            check.Timeout = CheckTimeout;
        }
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults;

/// <summary>The two questions a host asks a replica.</summary>
internal static class HealthEndpoints
{
    public const string Readiness = "/health";
    public const string Liveness = "/alive";

    private const string Live = "live";

    public static void AddDefaultHealthChecks(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [Live])
            .AddCheck<NotDraining>("draining");

    public static void MapHealthEndpoints(this IEndpointRouteBuilder routes)
    {
        Map(routes, Readiness, _ => true);
        Map(routes, Liveness, check => check.Tags.Contains(Live));
    }

    /// <summary>Whether a request asks one of the two; such requests are left out of traces.</summary>
    public static bool Is(PathString path) =>
        path.Equals(Readiness, StringComparison.OrdinalIgnoreCase) || path.Equals(Liveness, StringComparison.OrdinalIgnoreCase);

    private static void Map(IEndpointRouteBuilder routes, string path, Func<HealthCheckRegistration, bool> which) =>
        routes.MapHealthChecks(path, new HealthCheckOptions { Predicate = which, ResponseWriter = WriteAsync })
            .AllowAnonymous()
            .DisableRateLimiting()
            .DisableHttpMetrics();

    // Names and states only: descriptions hold addresses, and the health service logs them.
    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteString(name, entry.Status.ToString());
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    /// <summary>Unhealthy from the moment the process is told to stop.</summary>
    private sealed class NotDraining(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthCheckResult.Unhealthy("The service is stopping.")
                : HealthCheckResult.Healthy());
    }
}

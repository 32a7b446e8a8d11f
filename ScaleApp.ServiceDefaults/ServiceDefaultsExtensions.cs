using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using ScaleApp.ServiceDefaults.Faults;
using ScaleApp.ServiceDefaults.Globalization;

namespace ScaleApp.ServiceDefaults;

public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Sets the invariant culture, and adds telemetry (exported when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), logs on the console, health checks, draining,
    /// a deadline for every request, and service discovery and resilience for every <see cref="HttpClient"/>.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddClockSkew();
        builder.AddGlobalization();
        builder.AddLoggingDefaults();
        builder.AddTelemetry();
        builder.AddDraining();
        builder.AddDefaultHealthChecks();
        builder.AddRequestDeadline();

        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // A request that may have had an effect is not sent twice.
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });

        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (may this replica be given requests?) and <c>/alive</c> (does this process run?), and lets requests
    /// end at their deadline. Call it before other middleware is added.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseRequestTimeouts();
        app.MapHealthEndpoints();

        return app;
    }

    private static void AddRequestDeadline(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceDefaultsOptions>().BindConfiguration(ServiceDefaultsOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddRequestTimeouts();
        builder.Services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<ServiceDefaultsOptions>>(
            (timeouts, options) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = options.Value.RequestTimeout,
                TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            });
    }
}

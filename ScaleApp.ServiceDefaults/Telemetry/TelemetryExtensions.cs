using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ZiggyCreatures.Caching.Fusion;

namespace ScaleApp.ServiceDefaults;

/// <summary>Traces, metrics and logs by OpenTelemetry, exported over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryExtensions
{
    private const string OwnSources = "ScaleApp.*";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Microsoft.AspNetCore.*", FusionCacheDiagnostics.MeterName, FusionCacheDiagnostics.MeterNameDistributedLevel, OwnSources))
            .WithTracing(traces => traces
                .SetSampler(RootSampler.ForTraces(builder.Configuration))
                .AddSource(OwnSources)
                .AddAspNetCoreInstrumentation(requests =>
                {
                    requests.Filter = context => !HealthEndpoints.Is(context.Request.Path);
                    requests.RecordException = true;
                })
                .AddHttpClientInstrumentation(calls => calls.RecordException = true));

        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
            builder.Services.AddHostedService<TelemetryShutdown>();
        }
    }

    private static void Describe(ResourceBuilder resource, IHostApplicationBuilder builder)
    {
        var identity = ServiceIdentity.From(builder);
        resource
            .AddService(identity.Service, serviceInstanceId: identity.Instance)
            .AddAttributes([new("deployment.environment.name", builder.Environment.EnvironmentName.ToLowerInvariant())]);
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ScaleApp.Hosting.Dashboard;

namespace ScaleApp.Hosting.Orchestration.Environment;

/// <summary>Tells replicas who they are in telemetry, and where to send it.</summary>
internal static class TelemetryEnvironment
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    public static void Add(
        Dictionary<string, object> values, IConfiguration configuration, IHostEnvironment host, DashboardEndpoint? dashboard,
        string resourceName, string replicaId)
    {
        values["OTEL_SERVICE_NAME"] = resourceName;
        values["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={replicaId}";

        var endpoint = configuration["ScaleApp:Otlp:Endpoint"] ?? configuration[EndpointVariable];
        if (!string.IsNullOrWhiteSpace(endpoint))
        {
            AddConfigured(values, configuration, endpoint);
        }
        else if (dashboard is { IsEnabled: true })
        {
            values[EndpointVariable] = dashboard.OtlpUrl;
            values[ProtocolVariable] = "http/protobuf";
            values[HeadersVariable] = $"x-otlp-api-key={dashboard.ApiKey}";
        }
        else
        {
            return;
        }

        if (host.IsDevelopment())
        {
            AddShortIntervals(values);
        }
    }

    private static void AddConfigured(Dictionary<string, object> values, IConfiguration configuration, string endpoint)
    {
        values[EndpointVariable] = endpoint;
        values[ProtocolVariable] = configuration["ScaleApp:Otlp:Protocol"] ?? configuration[ProtocolVariable] ?? "grpc";
        if (configuration["ScaleApp:Otlp:ApiKey"] is { Length: > 0 } key)
        {
            values[HeadersVariable] = $"x-otlp-api-key={key}";
        }
        else if (configuration[HeadersVariable] is { Length: > 0 } headers)
        {
            values[HeadersVariable] = headers;
        }
    }

    /// <summary>Whoever develops looks at the dashboard now and not in a minute.</summary>
    private static void AddShortIntervals(Dictionary<string, object> values)
    {
        values["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        values["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        values["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        // By the parent: what a health check calls is left out with it.
        values["OTEL_TRACES_SAMPLER"] = "parentbased_always_on";
        values["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
    }
}

using ScaleApp.Dashboard.Metrics;
using ScaleApp.Dashboard.Persistence;
using ScaleApp.Dashboard.Shell;
using ScaleApp.Dashboard.StructuredLogs;
using ScaleApp.Dashboard.Telemetry.Metrics.Charts;
using ScaleApp.Dashboard.Traces;

namespace ScaleApp.Dashboard;

/// <summary>The pages of what was taken in: structured logs, traces, metrics.</summary>
internal static class TelemetryPages
{
    public static void AddTelemetryPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ChartReader>();
        builder.Services.AddSingleton<InstrumentList>();
        builder.Services.AddSingleton<TelemetryImport>();
        builder.AddNavigation(30, "Structured logs", "/logs", "logs");
        builder.AddNavigation(40, "Traces", "/traces", "traces");
        builder.AddNavigation(50, "Metrics", "/metrics", "metrics");
    }

    public static void MapTelemetryPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<LogsPage>("/logs");
        routes.MapPage<TracesPage>("/traces");
        routes.MapPage<TracePage>("/traces/{id}");
        routes.MapPage<MetricsPage>("/metrics");
        routes.MapTraceDetails();
        routes.MapTelemetryFiles();
    }
}

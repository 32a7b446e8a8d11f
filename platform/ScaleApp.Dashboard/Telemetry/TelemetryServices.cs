using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Persistence;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Telemetry;

/// <summary>What holds telemetry.</summary>
internal static class TelemetryServices
{
    public static void AddTelemetryStore(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<TelemetryOptions>>().Value);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TraceStore>();
        builder.Services.AddSingleton<LogStore>();
        builder.Services.AddSingleton<MetricStore>();
        builder.Services.AddSingleton<Replicas>();
        builder.Services.AddSingleton<TelemetryIngest>();
        builder.Services.AddSingleton<RunRecorder>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RunRecorder>());
        builder.Services.AddHostedService<OpenAtStart>();
    }
}

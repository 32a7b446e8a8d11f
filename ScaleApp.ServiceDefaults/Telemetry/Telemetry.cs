using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace ScaleApp.ServiceDefaults;

/// <summary>Traces, metrics and logs over OTLP, by the variables of OpenTelemetry's specification (<c>OTEL_*</c>).</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Without an endpoint nothing is added: a service that nobody watches starts as fast as it can.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]))
        {
            return;
        }

        // ASP.NET Core 10 leaves the semantic-convention tags off its own activity unless told otherwise.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        var resource = Resource(builder);
        builder.Services.AddSingleton(resource);
        builder.Services.AddHostedService<TelemetryExport>();
        builder.Services.AddTransient<IStartupFilter, RequestSpans>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.SetResourceBuilder(resource);
            logs.AddOtlpExporter();
        });
    }

    /// <summary>The application's name, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> say otherwise.</summary>
    private static ResourceBuilder Resource(IHostApplicationBuilder builder)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(builder.Environment.ApplicationName, autoGenerateServiceInstanceId: false)
            .AddAttributes(
            [
                new("service.instance.id", $"{Environment.MachineName}-{Environment.ProcessId}"),
                new("deployment.environment.name", builder.Environment.EnvironmentName.ToLowerInvariant()),
            ])
            .AddTelemetrySdk();

        return resource.AddEnvironmentVariableDetector();
    }
}

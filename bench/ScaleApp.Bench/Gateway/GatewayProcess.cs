using Microsoft.AspNetCore.Builder;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>The gateway as it is built, in a process of its own over registered upstreams, exporting telemetry that this process drops.</summary>
internal sealed class GatewayProcess(WebApplication telemetry, MeasuredProcess process, int port) : IAsyncDisposable
{
    public MeasuredProcess Process => process;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public static async Task<GatewayProcess> StartAsync(string redis, CancellationToken cancellationToken)
    {
        var telemetry = await DropTelemetryAsync(cancellationToken);
        var port = FreePort.Find();
        string[] arguments =
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "ScaleApp.Gateway.dll"), $"--urls=http://127.0.0.1:{port}",
            $"--ConnectionStrings:redis={redis}", $"--Gateway:Service={UpstreamCommand.Service}",
        ];
        var process = MeasuredProcess.Start("dotnet", arguments, environment: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "gateway",
        });
        return new GatewayProcess(telemetry, await process.AnsweringAsync(port, cancellationToken), port);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await telemetry.DisposeAsync();
    }

    private static async Task<WebApplication> DropTelemetryAsync(CancellationToken cancellationToken)
    {
        var app = HiddenServer.NewBuilder().Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await app.StartAsync(cancellationToken);
        return app;
    }
}

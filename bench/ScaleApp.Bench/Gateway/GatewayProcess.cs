using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>The gateway as it is built, in a process of its own, exporting telemetry.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private GatewayProcess(MeasuredProcess process, int port) => (Process, Port) = (process, port);

    public MeasuredProcess Process { get; }

    public int Port { get; }

    /// <param name="redis">Where replicas are registered.</param>
    /// <param name="telemetry">Where traces, metrics and logs go.</param>
    /// <param name="cancellationToken">Ends the wait for its first answer.</param>
    public static async Task<GatewayProcess> StartAsync(string redis, Uri telemetry, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        string[] arguments =
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "ScaleApp.Gateway.dll"), $"--urls=http://127.0.0.1:{port}", $"--ConnectionStrings:redis={redis}",
            $"--Gateway:Service={UpstreamCommand.Service}",
        ];
        var process = MeasuredProcess.Start("dotnet", arguments, environment: new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = telemetry.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "gateway",
        });
        await Answers.WaitForAsync(port, () => process.HasExited ? "The gateway ended. Start it alone to see why." : null, cancellationToken);
        return new GatewayProcess(process, port);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}

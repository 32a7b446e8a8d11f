using ScaleApp.Bench.Measuring;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Testing;

namespace ScaleApp.Bench.Telemetry;

/// <summary>The shop's topology twice, once sending its telemetry to a dashboard and once not, under the same load turn about.</summary>
internal sealed class ApiBenchmark(int rounds, TimeSpan duration)
{
    private const int Connections = 32;

    public async Task<ApiFigures> RunAsync(CancellationToken cancellationToken)
    {
        var wrk = new Wrk(Programs.Find("wrk"));
        await using var dashboard = await DashboardProcess.StartAsync(250_000, cancellationToken);
        await using var on = await StartAsync(
            [$"--ScaleApp:Otlp:Endpoint={dashboard.Otlp}", "--ScaleApp:Otlp:Protocol=http/protobuf"], cancellationToken);
        await using var off = await StartAsync([], cancellationToken);

        var (with, without) = (new List<double>(), new List<double>());
        await MeasureAsync(wrk, on, cancellationToken);
        await MeasureAsync(wrk, off, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            with.Add(await MeasureAsync(wrk, on, cancellationToken));
            without.Add(await MeasureAsync(wrk, off, cancellationToken));
        }

        return new(with.Median(), without.Median());
    }

    private static async Task<DistributedApplication> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(arguments, cancellationToken);
        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", cancellationToken);
        return app;
    }

    private async Task<double> MeasureAsync(Wrk wrk, DistributedApplication app, CancellationToken cancellationToken) =>
        (await wrk.RunAsync(new(app.GetEndpoint("api", "http"), "/api/products/top"), Connections, duration, cancellationToken)).RequestsPerSecond;
}

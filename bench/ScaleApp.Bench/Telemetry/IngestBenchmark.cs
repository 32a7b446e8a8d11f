using System.Diagnostics;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Telemetry;

/// <summary>How much one dashboard takes in, what it costs in memory, and how fast it then shows a trace.</summary>
internal sealed class IngestBenchmark(int records, int rounds, TimeSpan soak)
{
    private const int Senders = 4;
    private const int WarmUp = 100_000;
    private const int Held = 1_000_000;
    private const int TraceSpans = 1_000;

    public async Task<IngestFigures> RunAsync(CancellationToken cancellationToken)
    {
        var spans = await RateAsync("/v1/traces", Batch.Spans(), cancellationToken);
        var logs = await RateAsync("/v1/logs", Batch.Logs(), cancellationToken);
        var (memory, page) = await HoldAsync(cancellationToken);
        var (soaked, growth) = await SoakAsync(cancellationToken);
        return new(spans.PerCore, spans.PerSecond, logs.PerCore, logs.PerSecond, memory, page, soaked, growth, soak.TotalSeconds);
    }

    private async Task<(double PerCore, double PerSecond)> RateAsync(string path, Batch batch, CancellationToken cancellationToken)
    {
        await using var dashboard = await DashboardProcess.StartAsync(250_000, cancellationToken);
        await SendAsync(dashboard, path, batch, WarmUp, cancellationToken);
        var (perCore, perSecond) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var (before, watch) = (dashboard.CpuTime(), Stopwatch.StartNew());
            var sent = await SendAsync(dashboard, path, batch, records, cancellationToken);
            perSecond.Add(sent / watch.Elapsed.TotalSeconds);
            perCore.Add(sent / (dashboard.CpuTime() - before).TotalSeconds);
        }

        return (perCore.Median(), perSecond.Median());
    }

    private static async Task<(double Megabytes, double PageMilliseconds)> HoldAsync(CancellationToken cancellationToken)
    {
        // The oldest go a segment at a time: with a little room all million are there.
        await using var dashboard = await DashboardProcess.StartAsync(Held + 10_000, cancellationToken);
        await SendAsync(dashboard, "/v1/traces", Batch.Spans(), Held, cancellationToken);
        var memory = dashboard.Memory() / 1024.0 / 1024;
        await SendOneAsync(dashboard, "/v1/traces", Batch.OneTrace(TraceSpans), cancellationToken);

        using var pages = await dashboard.SignInAsync(cancellationToken);
        var times = new List<double>();
        for (var look = 0; look < 30; look++)
        {
            var watch = Stopwatch.StartNew();
            await pages.GetByteArrayAsync($"/traces/{Batch.OneTraceId}", cancellationToken);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return (memory, times.Skip(10).Median());
    }

    /// <summary>
    /// Memory of the last third, and that over the memory of the second: what is full must not grow. Null when that was too short
    /// to tell.
    /// </summary>
    private async Task<(double Megabytes, double? Growth)> SoakAsync(CancellationToken cancellationToken)
    {
        await using var dashboard = await DashboardProcess.StartAsync(100_000, cancellationToken);
        var batch = Batch.Spans();
        var samples = new List<double>();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < soak)
        {
            await SendAsync(dashboard, "/v1/traces", batch, WarmUp, cancellationToken);
            samples.Add(dashboard.Memory());
        }

        var third = samples.Count / 3;
        var last = samples.TakeLast(Math.Max(1, third)).Median();
        return (last / 1024 / 1024, third == 0 ? null : last / samples.Skip(third).Take(third).Median());
    }

    private static async Task<int> SendAsync(DashboardProcess dashboard, string path, Batch batch, int records, CancellationToken cancellationToken)
    {
        var requests = records / Batch.Records;
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellationToken },
            async (_, ct) => await SendOneAsync(dashboard, path, batch.Next(), ct));
        return requests * Batch.Records;
    }

    private static async Task SendOneAsync(DashboardProcess dashboard, string path, byte[] request, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new("application/x-protobuf");
        using var response = await dashboard.Client.PostAsync(path, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new BenchException($"The dashboard refused a request: {response.StatusCode}.");
        }
    }
}

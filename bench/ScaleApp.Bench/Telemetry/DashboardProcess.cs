using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Telemetry;

/// <summary>A dashboard in a process of its own.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private readonly MeasuredProcess _process;
    private readonly Uri _login;

    private DashboardProcess(MeasuredProcess process, int port, Uri login)
    {
        (_process, _login) = (process, login);
        Otlp = new($"http://127.0.0.1:{port}");
        Client = new() { BaseAddress = Otlp };
    }

    public Uri Otlp { get; }

    public HttpClient Client { get; }

    public static async Task<DashboardProcess> StartAsync(int mostSpans, CancellationToken cancellationToken)
    {
        var (process, port) = await MeasuredProcess.StartOwnAsync(["telemetry-dashboard", $"{mostSpans}"], cancellationToken);
        var login = await process.Output.ReadLineAsync(cancellationToken);
        return new(process, port, new(login ?? throw new BenchException("The dashboard ended before it told its address.")));
    }

    public TimeSpan CpuTime() => _process.CpuTime();

    /// <summary>Bytes of memory that the process has now: everything, also what its collector has not given back.</summary>
    public long Memory()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    /// <summary>A client that is signed in to the pages.</summary>
    public async Task<HttpClient> SignInAsync(CancellationToken cancellationToken)
    {
        var pages = new HttpClient { BaseAddress = new(_login.GetLeftPart(UriPartial.Authority)) };
        using var response = await pages.GetAsync(_login, cancellationToken);
        return response.IsSuccessStatusCode ? pages : throw new BenchException($"Signing in to the dashboard failed: {response.StatusCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}

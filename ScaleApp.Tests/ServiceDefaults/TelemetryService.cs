using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>A service with telemetry in a separate process, which tests stop and measure.</summary>
internal sealed partial class TelemetryService : IAsyncDisposable
{
    private readonly TestProgram _program;

    private TelemetryService(TestProgram program, Uri address)
    {
        _program = program;

        // Other tests of this process trace HTTP calls. Their decision not to record one would reach the service, which follows its caller.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <param name="settings">Configuration, as <c>Section:Name=value</c>.</param>
    public static async Task<TelemetryService> StartAsync(params string[] settings)
    {
        var program = TestProgram.Start("telemetry-service", [.. settings.Prepend("urls=http://127.0.0.1:0").Select(setting => $"--{setting}")]);
        return new TelemetryService(program, await program.AddressAsync());
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        _program.Signal(Signals.Terminate);
        Assert.Equal(0, await _program.WaitForExitAsync());
        return watch.Elapsed;
    }

    public Task<string> WaitForLineAsync(Func<string, bool> matches) => _program.WaitForLineAsync(matches);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _program.DisposeAsync();
    }

    [TestProgram("telemetry-service", HandlesSignals = true)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        if (builder.Configuration.GetConnectionString("redis") is not null)
        {
            builder.AddRedis();
            builder.AddDatabase<DatabaseTests.Ledger>("db");
        }

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/greet/{name}", (string name, ILogger<TelemetryService> logger) =>
        {
            LogGreeting(logger, name);
            return name == "nobody" ? throw new InvalidOperationException("nobody is here") : $"hello {name}";
        });
        var servers = app.Services.GetService<IConnectionMultiplexer>() is { } redis
            ? (Redis: redis.GetDatabase(), Database: app.Services.GetRequiredService<NpgsqlDataSource>())
            : default;
        app.MapPost("/remember/{secret}", (string secret) => servers.Redis.StringSetAsync($"key-{secret.Length}", secret));
        app.MapGet("/measure/{secret}", (string secret, CancellationToken ct) => MeasureAsync(servers.Database, $"parameter-{secret.Length}", ct));
        using var orphaned = stopping.Register(app.Lifetime.StopApplication);
        await app.StartAsync(CancellationToken.None);
        if (servers != default)
        {
            // As polls and heartbeats do: without a span around them.
            await servers.Redis.StringGetAsync("poll");
            await MeasureAsync(servers.Database, "poll", stopping);
        }

        Console.WriteLine($"{TestProgram.Listening}{app.Urls.First()}");
        await app.WaitForShutdownAsync(CancellationToken.None);
        await app.DisposeAsync();

        return 0;
    }

    private static async Task<int> MeasureAsync(NpgsqlDataSource database, string text, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT length($1)");
        command.Parameters.Add(new() { Value = text });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    [LoggerMessage(1, LogLevel.Information, "Greeting {Name}")]
    private static partial void LogGreeting(ILogger logger, string name);
}

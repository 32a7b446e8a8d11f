namespace ScaleApp.Tests.ServiceDefaults;

public class DrainTests
{
    private const string Program = "draining-service";

    /// <summary>A real service. Its slow request ends when the application stops, and not before.</summary>
    [TestProgram(Program, HandlesSignals = true)]
    internal static Task<int> ServeAsync(string[] args, CancellationToken stopping)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/slow", async () =>
        {
            Console.WriteLine("entered");
            await Task.Delay(Timeout.Infinite, app.Lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return "done";
        });
        app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("stopping"));
        return TestPrograms.ServeAsync(app, stopping);
    }

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Quit)]
    public async Task Signal_drains_before_the_application_stops(int signal)
    {
        await using var program = TestProgram.Start(Program, "--urls=http://127.0.0.1:0", "--ServiceDefaults:DrainDelay=00:00:01");
        using var client = new HttpClient { BaseAddress = await program.AddressAsync() };
        var answer = client.GetStringAsync("/slow");
        await program.WaitForLineAsync(line => line == "entered");

        program.Signal(signal);

        await DrainsAsync(client);
        await program.WaitForLineAsync(line => line == "stopping");
        Assert.Equal("done", await answer);
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    [Fact]
    public async Task Second_signal_ends_the_process_at_once()
    {
        await using var program = TestProgram.Start(Program, "--urls=http://127.0.0.1:0", "--ServiceDefaults:DrainDelay=00:05:00");
        using var client = new HttpClient { BaseAddress = await program.AddressAsync() };
        program.Signal(Signals.Terminate);
        await DrainsAsync(client);

        program.Signal(Signals.Terminate);

        Assert.Equal(143, await program.WaitForExitAsync());
    }

    [Fact]
    public async Task Drain_lasts_as_long_as_the_slowest_caller_needs()
    {
        var time = new CountingTime();
        IDrainStep[] steps = [new Caller(TimeSpan.FromSeconds(1)), new Caller(TimeSpan.FromSeconds(4)), new DeafCaller()];
        await using var service = await TestService.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            Array.ForEach(steps, step => builder.Services.AddSingleton(step));
        });

        var before = time.Timers;
        var stopping = service.App.StopAsync();
        await Eventually.IsTrueAsync(() => time.Timers > before + steps.Length, "each step has its deadline, and the service waits for its callers");
        time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(service.App.Lifetime.ApplicationStopping.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(0.1));

        await stopping.WaitAsync(Eventually.Default);
        Assert.True(service.App.Lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Requests_in_flight_are_aborted_when_the_grace_expires()
    {
        var entered = new TaskCompletionSource();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", (CancellationToken aborted) =>
        {
            entered.SetResult();
            return Task.Delay(Timeout.Infinite, aborted);
        }), ("ServiceDefaults:DrainDelay", "00:00:00"), ("ServiceDefaults:DrainGrace", "00:00:00.200"));
        var answer = service.Client.GetStringAsync("/slow");
        await entered.Task;

        await service.App.StopAsync().WaitAsync(Eventually.Default);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task Request_ends_at_its_deadline()
    {
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/endless",
            (CancellationToken aborted) => Task.Delay(Timeout.Infinite, aborted)), ("ServiceDefaults:RequestTimeout", "00:00:00.200"));

        var answer = await service.Client.GetAsync("/endless");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    private static Task DrainsAsync(HttpClient client) => Eventually.IsAsync(() => client.GetAsync("/health"),
        answer => answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.ConnectionClose: true },
        "the service is not ready and asks clients to close their connections");

    private sealed class Caller(TimeSpan delay) : IDrainStep
    {
        public Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken) => Task.FromResult(delay);
    }

    private sealed class DeafCaller : IDrainStep
    {
        public Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It cannot be notified.");
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}

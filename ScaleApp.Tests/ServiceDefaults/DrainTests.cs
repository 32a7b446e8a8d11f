namespace ScaleApp.Tests.ServiceDefaults;

public class DrainTests
{
    /// <summary>A real service. Its slow request ends when the application stops, and not before.</summary>
    [TestProgram("draining-service", HandlesSignals = true)]
    internal static async Task<int> Serve(string[] args, CancellationToken stopping)
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
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listening {app.Urls.First()}"));
        app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("stopping"));
        using var orphaned = stopping.Register(app.Lifetime.StopApplication);
        await app.RunAsync();

        return 0;
    }

    [Fact]
    public async Task Draining_service_is_unready_and_finishes_requests_in_flight()
    {
        var slow = new SlowRequest();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", slow.AnswerAsync), ("ServiceDefaults:DrainDelay", "00:05:00"));
        var answer = service.Client.GetStringAsync("/slow");
        await slow.Entered;
        using var enough = new CancellationTokenSource();

        var stopping = service.App.StopAsync(enough.Token);
        await DrainsAsync(service.Client);

        Assert.False(service.App.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.False(stopping.IsCompleted);
        slow.Finish();
        Assert.Equal("done", await answer);
        await enough.CancelAsync();
        await stopping.WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task Drain_lasts_as_long_as_the_slowest_caller_needs()
    {
        var time = new CountingTime();
        var first = new Caller(TimeSpan.FromSeconds(1));
        var second = new Caller(TimeSpan.FromSeconds(4));
        await using var service = await TestService.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddSingleton<IDrainStep>(first).AddSingleton<IDrainStep>(second);
        });

        var stopping = service.App.StopAsync();
        await Task.WhenAll(first.Told, second.Told).WaitAsync(Eventually.Default);
        await Eventually.IsTrueAsync(() => time.Timers > 0, "the service waits for its callers");
        time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(service.App.Lifetime.ApplicationStopping.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(0.1));

        await stopping.WaitAsync(Eventually.Default);
        Assert.True(service.App.Lifetime.ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Caller_that_cannot_be_notified_does_not_delay_the_stop()
    {
        await using var service = await TestService.StartAsync(builder => builder.Services.AddSingleton<IDrainStep>(new DeafCaller()));

        await service.App.StopAsync().WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task Requests_in_flight_are_aborted_when_the_grace_expires()
    {
        var slow = new SlowRequest();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", slow.AnswerAsync),
            ("ServiceDefaults:DrainDelay", "00:00:00"), ("ServiceDefaults:DrainGrace", "00:00:00.200"));
        var answer = service.Client.GetStringAsync("/slow");
        await slow.Entered;

        await service.App.StopAsync().WaitAsync(Eventually.Default);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Quit)]
    public async Task Signal_drains_before_the_application_stops(int signal)
    {
        await using var program = TestProgram.Start("draining-service", "--urls=http://127.0.0.1:0", "--ServiceDefaults:DrainDelay=00:00:01");
        using var client = await ClientAsync(program);
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
        await using var program = TestProgram.Start("draining-service", "--urls=http://127.0.0.1:0", "--ServiceDefaults:DrainDelay=00:05:00");
        using var client = await ClientAsync(program);
        program.Signal(Signals.Terminate);
        await DrainsAsync(client);

        program.Signal(Signals.Terminate);

        Assert.Equal(143, await program.WaitForExitAsync());
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

    private static async Task<HttpClient> ClientAsync(TestProgram program)
    {
        var line = await program.WaitForLineAsync(line => line.StartsWith("listening ", StringComparison.Ordinal));
        return new HttpClient { BaseAddress = new Uri(line["listening ".Length..]) };
    }

    private sealed class Caller(TimeSpan delay) : IDrainStep
    {
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Told => _told.Task;

        public Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken)
        {
            _told.SetResult();
            return Task.FromResult(delay);
        }
    }

    private sealed class DeafCaller : IDrainStep
    {
        public Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It cannot be told.");
    }

    /// <summary>An endpoint that answers on a signal of the test.</summary>
    private sealed class SlowRequest
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Finish() => _finished.SetResult();

        public async Task<string> AnswerAsync(CancellationToken aborted)
        {
            _entered.SetResult();
            await _finished.Task.WaitAsync(aborted);
            return "done";
        }
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

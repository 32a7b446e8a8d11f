using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration.Health;

public class HealthMonitorTests
{
    private readonly VirtualTime _time = new();
    private readonly OrchestrationOptions _options = new();
    private readonly Channel<(bool IsReady, ImmutableArray<CheckReport> Reports)> _rounds =
        Channel.CreateUnbounded<(bool, ImmutableArray<CheckReport>)>();

    private sealed class Check(Func<CancellationToken, Task<CheckResult>> ask) : IReplicaCheck
    {
        public string Name => "check";

        public Task<CheckResult> CheckAsync(CancellationToken cancellationToken) => ask(cancellationToken);
    }

    [Fact]
    public async Task A_check_that_never_answers_counts_as_failed_after_its_deadline_even_if_it_ignores_its_token()
    {
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource<CheckResult>();
        var running = RunAsync(stop, new Check(_ => never.Task));
        await Eventually.IsTrueAsync(() => _time.Waiting > 0, "the deadline is armed");

        _time.Advance(_options.CheckTimeout);

        var (isReady, reports) = await NextAsync();
        Assert.False(isReady);
        Assert.Contains("no answer within 2 s", reports.Single().Description);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_check_that_throws_counts_as_failed_with_what_it_said()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(stop, new Check(_ => throw new InvalidOperationException("no connection")));

        var (isReady, reports) = await NextAsync();

        Assert.False(isReady);
        Assert.Equal(new CheckReport("check", HealthStatus.Unhealthy, "no connection"), reports.Single());
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task One_of_several_checks_that_fails_is_enough()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(
            stop, new Check(_ => Task.FromResult(CheckResult.Healthy)), new Check(_ => Task.FromResult(CheckResult.Unhealthy("no"))));

        Assert.False((await NextAsync()).IsReady);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_program_without_checks_is_healthy_once_it_has_not_ended_at_once()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(stop);
        await Eventually.IsTrueAsync(() => _time.Waiting > 0, "it settles");
        Assert.False(_rounds.Reader.TryPeek(out _));

        _time.Advance(_options.SettleTime);

        Assert.True((await NextAsync()).IsReady);
        await running;
    }

    private Task RunAsync(CancellationTokenSource stop, params IReplicaCheck[] checks) => new HealthMonitor(_options, _time)
        .RunAsync(checks, (isReady, reports) => _rounds.Writer.TryWrite((isReady, reports)), stop.Token);

    private async Task<(bool IsReady, ImmutableArray<CheckReport> Reports)> NextAsync() =>
        await _rounds.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Default);
}

using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>Asks the checks of one replica again and again, and says whether it is ready.</summary>
/// <remarks>Several times a second until it is healthy, then every couple of seconds; every check has a deadline.</remarks>
internal sealed class HealthMonitor(OrchestrationOptions options, TimeProvider time)
{
    /// <summary>Runs until it is cancelled. Calls <paramref name="report"/> after every round of checks.</summary>
    public async Task RunAsync(
        IReadOnlyList<IReplicaCheck> checks, Action<bool, ImmutableArray<CheckReport>> report, CancellationToken cancellationToken)
    {
        if (checks.Count == 0)
        {
            await SettleAsync(report, cancellationToken);
            return;
        }

        var health = new HealthHysteresis(options);
        while (!cancellationToken.IsCancellationRequested)
        {
            var reports = await Task.WhenAll(checks.Select(check => AskAsync(check, cancellationToken)));
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            var pause = health.Observe(reports.All(answer => answer.Status != HealthStatus.Unhealthy));
            report(health.IsReady, [.. reports]);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A program that nobody can ask is taken as healthy once it has not ended at once.</summary>
    private async Task SettleAsync(Action<bool, ImmutableArray<CheckReport>> report, CancellationToken cancellationToken)
    {
        await Task.Delay(options.SettleTime, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested)
        {
            report(true, []);
        }
    }

    private async Task<CheckReport> AskAsync(IReplicaCheck check, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.CheckTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // A check that ignores its token must not hold up the others either.
            var result = await check.CheckAsync(either.Token).WaitAsync(either.Token);
            return new(check.Name, result.Status, result.Description);
        }
        catch (OperationCanceledException)
        {
            return new(check.Name, HealthStatus.Unhealthy, $"no answer within {options.CheckTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception error)
        {
            return new(check.Name, HealthStatus.Unhealthy, error.Message);
        }
    }
}

using System.Collections.Immutable;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Lives one life of a replica: starts its program, watches its health, and ends it when asked to.</summary>
internal sealed class ReplicaLifeRunner(string replicaId, int index, ReplicaBlueprint blueprint, Observed<ReplicaStatus> status)
{
    private readonly RecentOutput _output = new();
    private long? _readySince;
    private TimeSpan _healthyFor;
    private bool _hasChecks;

    /// <summary>Returns when the program has ended, by itself or because of <paramref name="stop"/>; nothing of it is left.</summary>
    public async Task<ReplicaLife> RunAsync(StopRequest stop)
    {
        var ports = blueprint.Endpoints.ChoosePorts();
        status.Update(before => new() { Phase = ReplicaPhase.Starting, Ports = ports, ExitCode = before.ExitCode, StoppedAt = before.StoppedAt });
        try
        {
            var start = new ReplicaStart(replicaId, index, ports, Report);
            var program = await blueprint.Program.PrepareAsync(start, stop.Requested);
            status.Update(before => before with { Variables = program.Variables });

            await using var process = await blueprint.Launcher.StartAsync(program.Spec, Receive, stop.Requested);
            return await AccompanyAsync(process, ports, stop);
        }
        catch (OperationCanceledException) when (stop.IsRequested)
        {
            return new(null, TimeSpan.Zero, AddressInUse: false);
        }
        catch (Exception error)
        {
            Report(error.Message);
            return new(null, TimeSpan.Zero, AddressInUse: false, error);
        }
    }

    private async Task<ReplicaLife> AccompanyAsync(IChildProcess process, ImmutableDictionary<string, int> ports, StopRequest stop)
    {
        var started = blueprint.Time.GetTimestamp();
        var traffic = ReplicaTraffic.Join(replicaId, blueprint.Endpoints, ports);
        status.Update(before => before with
        {
            Phase = ReplicaPhase.Running,
            ProcessId = process.Id,
            StartedAt = process.StartedAt,
            StoppedAt = null,
            ExitCode = null,
        });

        using (var watching = CancellationTokenSource.CreateLinkedTokenSource(stop.Requested))
        {
            var watch = blueprint.IsMeantToEnd ? Task.CompletedTask : WatchAsync(process, traffic, ports, watching.Token);
            await ((Task)process.Exited).WaitAsync(stop.Requested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            traffic.SetReady(false);
            await watching.CancelAsync();
            await watch;
        }

        SetReady(false);
        await EndAsync(process, traffic, stop);
        var exitCode = await process.Exited;
        status.Update(before => before with
        {
            IsReady = false,
            ProcessId = null,
            ExitCode = exitCode,
            StoppedAt = blueprint.Time.GetUtcNow(),
            Checks = [],
            LastLines = [.. _output.Lines],
        });

        var lasted = blueprint.Time.GetElapsedTime(started);
        var isProven = _hasChecks || lasted >= blueprint.Options.ProvenAfter;
        return new(exitCode, isProven ? _healthyFor : TimeSpan.Zero, exitCode != 0 && _output.SaysAddressInUse);
    }

    private Task WatchAsync(
        IChildProcess process, ReplicaTraffic traffic, ImmutableDictionary<string, int> ports, CancellationToken cancellationToken)
    {
        var checks = blueprint.Checks(ports);
        _hasChecks = checks.Count > 0;
        return new HealthMonitor(blueprint.Options, blueprint.Time).RunAsync(
            checks, (ready, reports) => Observe(process, traffic, ready, reports), cancellationToken);
    }

    private async Task EndAsync(IChildProcess process, ReplicaTraffic traffic, StopRequest stop)
    {
        if (process.Exited.IsCompleted)
        {
            // Requests that were in flight are the balancer's to repeat or to fail; there is nothing to wait for.
            await traffic.LeaveAsync(TimeSpan.Zero, stop.Urgent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        status.Update(before => before with { Phase = ReplicaPhase.Stopping, IsReady = false });
        await traffic.LeaveAsync(stop.Drain, stop.Urgent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await process.StopAsync(stop.Urgent);
    }

    private void Observe(IChildProcess process, ReplicaTraffic traffic, bool isReady, ImmutableArray<CheckReport> checks)
    {
        // The port may have been taken over by a stranger: a dead replica is never ready.
        isReady &= !process.Exited.IsCompleted;
        traffic.SetReady(isReady);
        SetReady(isReady);
        status.Update(before => before.Checks.SequenceEqual(checks)
            ? before with { IsReady = isReady }
            : before with { IsReady = isReady, Checks = checks });
    }

    private void SetReady(bool isReady)
    {
        if (isReady)
        {
            _readySince ??= blueprint.Time.GetTimestamp();
        }
        else if (_readySince is { } since)
        {
            var stretch = blueprint.Time.GetElapsedTime(since) + TimeSpan.FromTicks(1);
            _healthyFor = stretch > _healthyFor ? stretch : _healthyFor;
            _readySince = null;
        }
    }

    private void Receive(OutputLine line)
    {
        _output.Add(line.Text);
        blueprint.Log(replicaId, line);
    }

    private void Report(string sentence) =>
        blueprint.Log(replicaId, new OutputLine(blueprint.Time.GetUtcNow(), sentence, IsError: false));
}

using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Waiting;

namespace ScaleApp.Hosting.Orchestration.Resources;

/// <summary>Brings one resource up when those it waits for are there, follows it, and takes it down.</summary>
/// <remarks>Start and stop may be called at any time, in any order, any number of times.</remarks>
/// <param name="resource">The resource.</param>
/// <param name="workload">What it consists of.</param>
/// <param name="endpoints">Its bound endpoints.</param>
/// <param name="waiter">Holds it back.</param>
/// <param name="eventing">Told when it is about to start and when it is ready.</param>
/// <param name="services">Given to subscribers.</param>
/// <param name="log">The resource's own log.</param>
internal sealed partial class ResourceController(
    IResource resource, IWorkload workload, ResourceEndpoints endpoints, DependencyWaiter waiter,
    IDistributedApplicationEventing eventing, IServiceProvider services, ILogger log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _switching = new(1, 1);
    private CancellationTokenSource? _stop;
    private Task _following = Task.CompletedTask;

    public IResource Resource => resource;

    public IWorkload Workload => workload;

    public ResourceEndpoints Endpoints => endpoints;

    public Observed<ResourceStatus> Status { get; } = new(new ResourceStatus(ResourcePhase.NotStarted));

    public bool IsStarted => !_following.IsCompleted;

    /// <summary>Begins to bring it up; returns at once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _switching.WaitAsync(cancellationToken);
        try
        {
            if (_following.IsCompleted)
            {
                _stop?.Dispose();
                var stop = _stop = new CancellationTokenSource();
                Status.Update(_ => new(ResourcePhase.Waiting));
                _following = Task.Run(() => RunAsync(stop.Token), CancellationToken.None);
            }
        }
        finally
        {
            _switching.Release();
        }
    }

    /// <summary>Takes it down. Returns when nothing of it is left; the token ends all patience.</summary>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        // Waits without the token: what it cancels is the patience of whoever holds the lock.
        await _switching.WaitAsync(CancellationToken.None);
        try
        {
            if (_stop is null)
            {
                return;
            }

            await _stop.CancelAsync();
            await _following;
            if (!Status.Value.IsAtRest)
            {
                Status.Update(before => before with { Phase = ResourcePhase.Stopping });
            }

            await workload.StopAsync(drain, cancellationToken);
            Status.Update(before => before.IsAtRest ? before : new(ResourcePhase.Stopped) { ExitCode = workload.Status.Value.ExitCode });
        }
        finally
        {
            _switching.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero, CancellationToken.None);
        await workload.DisposeAsync();
        await endpoints.DisposeAsync();
        _stop?.Dispose();
        _switching.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await waiter.WaitAsync(resource, TellWaiting, stopping);
            Status.Update(_ => new(ResourcePhase.Starting));
            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), stopping);
            workload.Start();
            await FollowAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever stopped it says what became of it.
        }
        catch (DependencyException error)
        {
            Status.Update(_ => new(ResourcePhase.Failed)
            {
                Reason = error.Message,
                LastLines = error.Status.LastLines,
                Cause = error.Status.Phase == ResourcePhase.Failed ? error.Dependency : null,
            });
        }
        catch (Exception error)
        {
            LogFailed(error);
            Status.Update(_ => new(ResourcePhase.Failed) { Reason = error.Message });
        }
    }

    private void TellWaiting(string what)
    {
        LogWaiting(what);
        Status.Update(before => before with { Reason = what });
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        var announced = 0;
        WorkloadStatus? seen = null;
        while (true)
        {
            seen = await workload.Status.WaitAsync(now => now != seen, stopping);

            // Come up again after it was down altogether, it may have lost what was prepared in it.
            if (seen.IsReady && seen.Generation != announced)
            {
                Status.Update(_ => Describe(seen) with { Phase = ResourcePhase.Running });
                if (!await AnnounceAsync(seen.Generation, stopping))
                {
                    continue;
                }

                announced = seen.Generation;
            }

            Status.Update(_ => Describe(seen));
        }
    }

    /// <summary>Lets everybody who wants to prepare it do so. False when it went down meanwhile.</summary>
    private async Task<bool> AnnounceAsync(int generation, CancellationToken stopping)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), stopping);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException && HasGone(generation))
        {
            LogInterrupted(error);
            return false;
        }
    }

    private bool HasGone(int generation) => workload.Status.Value is var now && (now.Generation != generation || !now.IsPartlyUp);

    private static ResourceStatus Describe(WorkloadStatus now) => new(PhaseOf(now))
    {
        ExitCode = now.ExitCode,
        IsCrashing = now.IsCrashing,
        Reason = now.Reason,
        LastLines = now.LastLines,
    };

    private static ResourcePhase PhaseOf(WorkloadStatus now) => now switch
    {
        { Failure: not null } => ResourcePhase.Failed,
        { IsFinished: true } => ResourcePhase.Finished,
        { IsReady: true } => ResourcePhase.Ready,
        { IsUp: true } => ResourcePhase.Running,
        _ => ResourcePhase.Starting,
    };

    [LoggerMessage(1020, LogLevel.Information, "{What}")]
    private partial void LogWaiting(string what);

    [LoggerMessage(1025, LogLevel.Warning, "Went down while it was being prepared for others")]
    private partial void LogInterrupted(Exception error);

    [LoggerMessage(1021, LogLevel.Error, "Could not be started")]
    private partial void LogFailed(Exception error);
}

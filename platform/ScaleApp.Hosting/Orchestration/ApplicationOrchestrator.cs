using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;
using ScaleApp.Hosting.Orchestration.Commands;
using ScaleApp.Hosting.Orchestration.Console;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Brings the topology up and takes it down.</summary>
/// <remarks>
/// Starting returns when every public port is bound and every resource has begun to start or to wait; the rest goes on by
/// itself. When a resource cannot be started before everything was healthy once, the host is stopped and its exit code is 1.
/// </remarks>
internal sealed partial class ApplicationOrchestrator(
    DistributedApplicationModel model, Topology topology, ControllerFactory controllers, IDistributedApplicationEventing eventing,
    Reaper reaper, IServiceProvider services, StartupConsole console, IHostApplicationLifetime lifetime, IOptions<OrchestrationOptions> options,
    ILogger<ApplicationOrchestrator> logger) : IHostedService, IAsyncDisposable
{
    private readonly CancellationTokenSource _watching = new();
    private readonly Lock _lock = new();
    private Task _watch = Task.CompletedTask;
    private Task? _stop;
    private bool _isDisposed;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
            foreach (var controller in topology.Controllers.Where(each => !StartupWatch.IsStartedByHand(each.Resource)))
            {
                await controller.StartAsync(cancellationToken);
            }

            await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken);
            _watch = WatchAsync(_watching.Token);
        }
        catch
        {
            // What was bound or started before is taken down; whoever started the host shows the message.
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _stop ??= StopAllAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it as two services, and disposes of it as often.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        foreach (var controller in topology.Controllers)
        {
            await controller.DisposeAsync();
        }

        _watching.Dispose();
    }

    /// <summary>Binds every public port and makes every controller; nothing runs yet.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await reaper.ReapAsync(cancellationToken);
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        foreach (var resource in model.Resources)
        {
            var controller = await controllers.CreateAsync(resource, cancellationToken);
            topology.Add(controller);
            console.Follow(controller);
            if (controller.Workload is ReplicaSet)
            {
                LifecycleCommands.AddTo(resource, topology, options.Value);
            }

            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken);
        }

        await eventing.PublishAsync(new AfterEndpointsAllocatedEvent(services, model), cancellationToken);
        foreach (var resource in model.Resources.OfType<IResourceWithConnectionString>())
        {
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await StartupWatch.WaitAsync(topology.Controllers, cancellationToken) is { } failure)
            {
                Fail(failure);
                lifetime.StopApplication();
            }
            else
            {
                console.Done(topology.Controllers);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it was up.
        }
    }

    private void Fail(StartupFailure failure)
    {
        LogStartFailed(failure.Resource, failure.Message);
        console.Failed(failure);
        System.Environment.ExitCode = 1;
    }

    private async Task StopAllAsync(CancellationToken cancellationToken)
    {
        using var signal = new SecondSignal(cancellationToken);
        console.Stopping();
        await _watching.CancelAsync();
        await _watch;
        await ShutdownSequence.RunAsync(topology.Controllers, options.Value.ShutdownDrainTimeout, signal.Kill);
    }

    [LoggerMessage(1030, LogLevel.Debug, "{Resource} could not be started: {Reason}")]
    private partial void LogStartFailed(string resource, string reason);
}

using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Replicas;

/// <summary>When the AppHost stops, lets all replicas end while the servers that they use still run.</summary>
/// <remarks>
/// The orchestrator ends everything at once. A replica that drains without Redis and PostgreSQL waits for their deadlines and cannot
/// give back what it holds, so that the stop takes longer and leaves more behind.
/// </remarks>
internal sealed partial class ReplicaShutdown(
    SupervisedResources resources,
    ReplicaLifecycle lifecycle,
    IOptions<ReplicaSupervisionOptions> options,
    ILogger<ReplicaShutdown> logger) : IHostedLifecycleService
{
    /// <summary>Runs before the orchestrator's stop, which is a <see cref="IHostedService.StopAsync"/>.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || lifecycle.IdeRunsProjects)
        {
            return;
        }

        var grace = options.Value.ShutdownGrace;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(grace);
        var ended = await Task.WhenAll(resources.Replicas.Select(replica => EndAsync(replica, deadline.Token)));
        if (ended.Count(isEnd => !isEnd) is > 0 and var left)
        {
            LogGraceOver(left, grace);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the process, not for its row: the rows are not followed any more while the host stops.</summary>
    private async Task<bool> EndAsync(SupervisedReplica replica, CancellationToken ct)
    {
        replica.Release();
        if (lifecycle.Row(replica.Id) is not { } row || row.State?.Text != KnownResourceStates.Running
            || ReplicaRow.ProcessId(row) is not { } id || !UnixProcess.Terminate(id))
        {
            return true;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(ct);
            return true;
        }
        catch (ArgumentException)
        {
            return true;    // it has ended already
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Replicas} replicas did not end within {Grace} of SIGTERM. Aspire ends them.")]
    private partial void LogGraceOver(int replicas, TimeSpan grace);
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ScaleApp.Hosting.Startup;

/// <summary>Ends the AppHost with a message and exit code 1 when a port that it needs is in use.</summary>
/// <remarks>
/// Aspire would start everything else: a gateway without its port crashes in a loop, a dashboard without its own is hidden.
/// The AppHost is a command like any server, and scripts that start it must see that it failed.
/// </remarks>
internal sealed class PortCheck(
    StartupConsole console,
    IConfiguration configuration,
    IOptions<StartupSummaryOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : IDistributedApplicationEventingSubscriber
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken ct)
    {
        eventing.Subscribe<BeforeStartEvent>((started, token) => CheckAsync(started.Model, token));
        return Task.CompletedTask;
    }

    private async Task CheckAsync(DistributedApplicationModel model, CancellationToken ct)
    {
        var needed = FixedPorts.Of(model, configuration).ToArray();
        var inUse = FixedPorts.InUse(needed);
        if (inUse.Count > 0)
        {
            console.Report(
                $"Waiting up to {options.Value.PortWait.TotalSeconds:0.#} s for port {string.Join(", ", inUse.Select(port => port.Port).Distinct())}: "
                + "the topology that ran before may still be ending");
        }

        var begun = time.GetTimestamp();
        while (inUse.Count > 0 && time.GetElapsedTime(begun) < options.Value.PortWait)
        {
            await Task.Delay(Interval, time, ct);
            inUse = FixedPorts.InUse(needed);
        }

        if (inUse.Count > 0)
        {
            Refuse(string.Join(Environment.NewLine, inUse));
        }
    }

    private void Refuse(string message)
    {
        console.Write(message);
        Environment.ExitCode = 1;

        // Aspire takes this for an orderly end when the host is stopping; any other exception would print its stack.
        lifetime.StopApplication();
        throw new OperationCanceledException(message);
    }
}

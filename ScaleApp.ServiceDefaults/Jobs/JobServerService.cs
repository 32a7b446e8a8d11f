using Hangfire.Server;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Runs a Hangfire server from the moment the host has started until it stops.</summary>
internal sealed class JobServerService(Func<BackgroundProcessingServer> start, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private BackgroundProcessingServer? _server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A job may need any service of the host.
        lifetime.ApplicationStarted.Register(() => _server = start());

        // Hosted services stop one after the other, but no server fetches another job from now on.
        lifetime.ApplicationStopping.Register(() => _server?.SendStop());
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            server.SendStop();
            await server.WaitForShutdownAsync(cancellationToken);
        }
    }

    public void Dispose() => _server?.Dispose();
}

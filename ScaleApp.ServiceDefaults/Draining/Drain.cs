using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScaleApp.ServiceDefaults;

/// <summary>Stops a service without failing a request: first not ready, then no new connections, then what is in flight.</summary>
internal static class DrainingExtensions
{
    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<Drain>();
        builder.Services.AddTransient<IStartupFilter, KeepAliveFilter>();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ServiceDefaultsOptions>>((host, options) =>
            host.ShutdownTimeout = options.Value.DrainDelay + options.Value.DrainGrace);
    }

    /// <summary>Asks clients with a connection to close it, so that their next request finds another replica.</summary>
    private sealed class KeepAliveFilter(IHostApplicationLifetime lifetime) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, proceed) =>
            {
                if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
                {
                    context.Response.Headers.Connection = "close";
                }

                return proceed(context);
            });
            next(app);
        };
    }
}

/// <summary>Holds the stop up for the delay, before the server and the other services are told to stop.</summary>
internal sealed partial class Drain(IOptions<ServiceDefaultsOptions> options, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<Drain> logger) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A signal has said so already; where the host itself is told to stop, this would come only after the delay.
        lifetime.StopApplication();
        if (options.Value.DrainDelay <= TimeSpan.Zero)
        {
            return;
        }

        LogDraining(options.Value.DrainDelay.TotalSeconds);
        await Task.Delay(options.Value.DrainDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(4000, LogLevel.Information, "Draining: not ready any more, still serving for {Seconds} s")]
    private partial void LogDraining(double seconds);
}

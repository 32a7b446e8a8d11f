using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ScaleApp.ServiceDefaults;

/// <summary>Stops a service without failing a request: first not ready, then no new requests, then what is in flight.</summary>
internal static class DrainingExtensions
{
    // What a step may ask for at most, where no delay is configured.
    private static readonly TimeSpan LongestDefaultDelay = TimeSpan.FromSeconds(3);

    public static void AddDraining(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Drain>());
        builder.Services.AddSingleton<IHostLifetime, DrainLifetime>();
        builder.Services.AddTransient<IStartupFilter, ConnectionCloseFilter>();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ServiceDefaultsOptions>>((host, options) =>
            host.ShutdownTimeout = (options.Value.DrainDelay ?? LongestDefaultDelay) + options.Value.DrainGrace);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Redis.SignalR;

/// <summary>Registers presence.</summary>
public static class PresenceServices
{
    /// <summary>Adds <see cref="IPresence"/>, with heartbeats while the host runs. Options: <see cref="PresenceOptions"/>.</summary>
    public static IServiceCollection AddPresence(this IServiceCollection services, Action<PresenceOptions>? configure = null)
    {
        var options = services.AddOptions<PresenceOptions>().BindConfiguration(PresenceOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Presence>();
        services.TryAddSingleton<IPresence>(provider => provider.GetRequiredService<Presence>());
        services.AddHostedService(provider => provider.GetRequiredService<Presence>());

        return services;
    }
}

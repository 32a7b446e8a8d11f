using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Redis.SignalR;

/// <summary>Registers the backplane: hubs of several servers behave as one.</summary>
public static class BackplaneServices
{
    /// <summary>
    /// Sends to everybody, groups, users and connections reach those on other servers as well, over the process's connection to
    /// Redis (<see cref="RedisServices.AddRedisConnection"/>). Options: <see cref="BackplaneOptions"/>.
    /// </summary>
    public static ISignalRServerBuilder AddRedisBackplane(this ISignalRServerBuilder signalr, Action<BackplaneOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(signalr);
        var services = signalr.Services;
        var options = services.AddOptions<BackplaneOptions>().BindConfiguration(BackplaneOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HubMessageSerializer>();
        services.TryAddSingleton(typeof(LocalConnections<>));
        services.TryAddSingleton(typeof(ILocalConnections<>), typeof(LocalConnectionsFace<>));
        services.Replace(ServiceDescriptor.Singleton(typeof(HubLifetimeManager<>), typeof(RedisHubLifetimeManager<>)));

        return signalr;
    }
}

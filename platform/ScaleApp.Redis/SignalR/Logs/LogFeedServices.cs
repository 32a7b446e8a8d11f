using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Redis.SignalR;

/// <summary>Registers logs and their followers.</summary>
public static class LogFeedServices
{
    /// <summary>Adds <see cref="IMessageLog"/>. Options: <see cref="MessageLogOptions"/>.</summary>
    public static IServiceCollection AddMessageLog(this IServiceCollection services)
    {
        services.AddOptions<MessageLogOptions>().BindConfiguration(MessageLogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<MessageLog>();
        services.TryAddSingleton<IMessageLog>(provider => provider.GetRequiredService<MessageLog>());

        return services;
    }

    /// <summary>
    /// Adds <see cref="ILogFeeds{THub}"/> for a hub that has the backplane (<see cref="BackplaneServices.AddRedisBackplane"/>).
    /// </summary>
    /// <param name="signalr">The builder of the hubs.</param>
    /// <param name="present">Makes of entries what clients are sent: an array of whatever the hub's protocols can write.</param>
    public static ISignalRServerBuilder AddLogFeeds<THub>(this ISignalRServerBuilder signalr, Func<IReadOnlyList<LogEntry>, object> present)
        where THub : Hub
    {
        ArgumentNullException.ThrowIfNull(signalr);
        signalr.Services.AddMessageLog();
        signalr.Services.TryAddSingleton(new EntryPresenter<THub>(present));
        signalr.Services.TryAddSingleton<LogFeeds<THub>>();
        signalr.Services.TryAddSingleton<ILogFeeds<THub>>(provider => provider.GetRequiredService<LogFeeds<THub>>());
        signalr.Services.AddHostedService<LogFeedCheck<THub>>();

        return signalr;
    }
}

/// <summary>Makes of entries what the clients of a hub are sent.</summary>
internal sealed record EntryPresenter<THub>(Func<IReadOnlyList<LogEntry>, object> Present);

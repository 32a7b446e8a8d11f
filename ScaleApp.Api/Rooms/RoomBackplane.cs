using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

/// <summary>Microsoft's backplane on Redis, over a connection of its own with the options of the process's other one.</summary>
internal static class RoomBackplane
{
    private static readonly RedisChannel Prefix = RedisChannel.Literal("scaleapp:signalr:");

    public static void AddRoomBackplane(this ISignalRServerBuilder signalr)
    {
        signalr.AddStackExchangeRedis();
        signalr.Services.AddOptions<RedisOptions>().Configure<IOptions<ConfigurationOptions>>((backplane, redis) =>
            backplane.ConnectionFactory = async log =>
            {
                // Its own, because the backplane disposes the connection.
                var options = redis.Value.Clone();
                options.ChannelPrefix = Prefix;
                return await ConnectionMultiplexer.ConnectAsync(options, log);
            });
    }
}

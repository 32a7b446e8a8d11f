using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Api.Rooms;
using ScaleApp.Bench.Measuring;
using StackExchange.Redis;

namespace ScaleApp.Bench.Rooms;

/// <summary>Hidden: one replica with a hub, in the process that the benchmark starts for it.</summary>
internal static class RoomsServerCommand
{
    public const string Name = "rooms-server";

    public static Command Create() => HiddenServer.Create(Name, BuildAsync);

    private static async Task<WebApplication> BuildAsync(int port, string redis)
    {
        var builder = HiddenServer.NewBuilder(port);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        var connection = ConfigurationOptions.Parse(redis);
        builder.Services.AddSingleton(Options.Create(connection));
        builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(connection));
        builder.Services.AddSingleton<RoomLog>();

        // One client sends everything and waits for no answer: its next message is appended while the last one is.
        builder.Services.AddSignalR(signalr => signalr.MaximumParallelInvocationsPerClient = 16).AddRoomBackplane();
        var app = builder.Build();
        app.UseRouting();
        app.MapHub<BenchHub>("/hub");
        return app;
    }
}

using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScaleApp.Api.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Bench.Rooms;

/// <summary>Hidden: one replica with a hub, in the process that the benchmark starts for it. Prints its port.</summary>
internal static class RoomsServerCommand
{
    public const string Name = "rooms-server";

    public static Command Create()
    {
        var redis = new Option<string>("--redis") { Required = true };
        var command = new Command(Name) { redis };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            await RunAsync(parsed.GetRequiredValue(redis), ct);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string redis, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        var connection = ConfigurationOptions.Parse(redis);
        builder.Services.AddSingleton(Options.Create(connection));
        builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(connection));
        builder.Services.AddSingleton<RoomLog>();
        // One client sends everything and waits for no answer: its next message is appended while the last one is.
        builder.Services.AddSignalR(signalr => signalr.MaximumParallelInvocationsPerClient = 16).AddRoomBackplane();
        await using var app = builder.Build();
        app.UseRouting();
        app.MapHub<BenchHub>("/hub");
        await app.StartAsync(ct);
        var addresses = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!;
        Console.WriteLine(new Uri(addresses.Addresses.Single()).Port);

        // The benchmark closes it when it is done, or gone.
        await Console.In.ReadToEndAsync(ct);
    }
}

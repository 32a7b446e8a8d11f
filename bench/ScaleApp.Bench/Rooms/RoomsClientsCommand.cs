using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Bench.Rooms;

/// <summary>Hidden: does what <c>bench/peers/rooms.js</c> does, in a process of its own as that is, and prints the same.</summary>
internal static class RoomsClientsCommand
{
    public const string Name = "rooms-clients";

    public static Command Create()
    {
        var servers = new Argument<string[]>("servers");
        var clients = new Option<int>("--clients");
        var messages = new Option<int>("--messages");
        var method = new Option<RoomsMethod>("--method");
        var pause = new Option<int>("--pause");
        var command = new Command(Name) { servers, clients, messages, method, pause };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            var addresses = Array.ConvertAll(parsed.GetRequiredValue(servers), address => new Uri(address));
            var load = new RoomsLoad(parsed.GetValue(clients), parsed.GetValue(messages), parsed.GetValue(pause), parsed.GetValue(method));
            Console.WriteLine(JsonSerializer.Serialize(await RunAsync(addresses, load, ct), JsonSerializerOptions.Web));
            return 0;
        });
        return command;
    }

    public static async Task<HubConnection> ConnectAsync(Uri server, CancellationToken ct)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(server, "/hub"), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        }).Build();
        await connection.StartAsync(ct);
        return connection;
    }

    private static async Task<RoomsRound> RunAsync(Uri[] servers, RoomsLoad load, CancellationToken ct)
    {
        // A room of this run's own: what another left in its log is not to be counted.
        var room = $"bench-{Guid.NewGuid():N}";
        var waits = new double[load.Clients * load.Messages];
        var received = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = Stopwatch.StartNew();

        void OnDelivery(string text)
        {
            var place = Interlocked.Increment(ref received);
            waits[place - 1] = clock.Elapsed.TotalMilliseconds - double.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture);
            if (place == waits.Length)
            {
                all.TrySetResult();
            }
        }

        var connections = await Task.WhenAll(Enumerable.Range(0, load.Clients).Select(async number =>
        {
            var connection = await ConnectAsync(servers[number % servers.Length], ct);
            connection.On<string>("message", OnDelivery);
            connection.On<string, string, RoomMessage[]>("entries", (_, _, messages) => Array.ForEach(messages, message => OnDelivery(message.Text)));
            await connection.InvokeAsync(load.Method == RoomsMethod.Message ? "Join" : "Follow", room, ct);
            return connection;
        }));
        await using var sender = await ConnectAsync(servers[0], ct);
        var begin = clock.Elapsed;
        for (var number = 0; number < load.Messages; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalMilliseconds:F4} {new string('x', 64)}");
            await (load.Method == RoomsMethod.Message
                ? sender.SendAsync($"{load.Method}", room, text, ct)
                : sender.SendAsync($"{load.Method}", room, $"{Guid.NewGuid():N}", text, ct));
            if (number % 10 == 9)
            {
                Pause(load.Pause, ct);
            }
        }

        await all.Task.WaitAsync(TimeSpan.FromMinutes(2), ct);
        var seconds = (clock.Elapsed - begin).TotalSeconds;
        Array.Sort(waits);
        return new RoomsRound(waits.Length / seconds, waits[(int)(waits.Length * 0.99)]);
    }

    // As exact as the peer's: a delay that is awaited is rounded up to the ticks of the coarse clock, which are 4 ms on many machines.
    private static void Pause(int milliseconds, CancellationToken ct) => ct.WaitHandle.WaitOne(milliseconds);
}

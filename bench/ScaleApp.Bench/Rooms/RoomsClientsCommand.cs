using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

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
        var durable = new Option<bool>("--durable");
        var pause = new Option<int>("--pause");
        var command = new Command(Name) { servers, clients, messages, durable, pause };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            var addresses = Array.ConvertAll(parsed.GetRequiredValue(servers), address => new Uri(address));
            var load = new RoomsLoad(parsed.GetValue(clients), parsed.GetValue(messages), parsed.GetValue(pause), parsed.GetValue(durable));
            Console.WriteLine(JsonSerializer.Serialize(await RunAsync(addresses, load, ct), JsonSerializerOptions.Web));
            return 0;
        });
        return command;
    }

    private static async Task<RoomsRound> RunAsync(Uri[] servers, RoomsLoad load, CancellationToken ct)
    {
        var (clients, messages, pause, durable) = load;
        // A room of this run's own: what another left in its log is not to be counted.
        var room = $"bench-{Guid.NewGuid():N}";
        var expected = clients * messages;
        var waits = new double[expected];
        var received = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = durable ? "\"text\":\"" : "\"arguments\":[\"";
        var (join, send) = durable ? ("Follow", "Append") : ("Join", "Message");

        void OnDelivery(double wait)
        {
            var place = Interlocked.Increment(ref received);
            waits[place - 1] = wait;
            if (place == expected)
            {
                all.TrySetResult();
            }
        }

        var sockets = await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            var socket = await RoomSocket.ConnectAsync(servers[number % servers.Length], before, OnDelivery, ct);
            await socket.InvokeAsync(join, [room], ct);
            return socket;
        }));
        using var sender = await RoomSocket.ConnectAsync(servers[0], before, _ => { }, ct);
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < messages; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{RoomSocket.Now:F4} {new string('x', 64)}");
            await sender.SendAsync(send, durable ? [room, $"{Guid.NewGuid():N}", text] : [room, text], ct);
            if (number % 10 == 9)
            {
                Pause(pause, ct);
            }
        }

        await all.Task.WaitAsync(TimeSpan.FromMinutes(2), ct);
        var seconds = watch.Elapsed.TotalSeconds;
        Array.ForEach(sockets, socket => socket.Dispose());
        Array.Sort(waits);
        return new RoomsRound(expected / seconds, waits[(int)(waits.Length * 0.99)]);
    }

    // As exact as the peer's: a delay that is awaited is rounded up to the ticks of the coarse clock, which are 4 ms on many machines.
    private static void Pause(int milliseconds, CancellationToken ct) => ct.WaitHandle.WaitOne(milliseconds);
}

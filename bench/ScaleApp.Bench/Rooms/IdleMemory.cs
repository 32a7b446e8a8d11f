using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Rooms;

/// <summary>What connections that do nothing cost a server.</summary>
internal static class IdleMemory
{
    private const int WarmUp = 50;

    /// <summary>Bytes of resident memory for each of as many connections, each in one room; after the server has let go of what it can.</summary>
    public static async Task<double> MeasureAsync((MeasuredProcess Process, int Port) server, int connections, CancellationToken ct)
    {
        var address = new Uri($"http://127.0.0.1:{server.Port}");
        using var control = await RoomSocket.ConnectAsync(address, "-", _ => { }, ct);
        // A few first, for the code that any number needs.
        await OpenAsync(address, WarmUp, control, ct);
        var before = server.Process.Resident;
        var sockets = await OpenAsync(address, connections, control, ct, keep: true);
        var after = server.Process.Resident;
        sockets.ForEach(socket => socket.Dispose());

        return (after - before) / (double)connections;
    }

    private static async Task<List<RoomSocket>> OpenAsync(Uri address, int connections, RoomSocket control, CancellationToken ct, bool keep = false)
    {
        var sockets = new List<RoomSocket>();
        foreach (var batch in Enumerable.Range(0, connections).Chunk(100))
        {
            sockets.AddRange(await Task.WhenAll(batch.Select(async number =>
            {
                var socket = await RoomSocket.ConnectAsync(address, "-", _ => { }, ct);
                await socket.InvokeAsync("Join", [$"idle-{number % 10}"], ct);
                return socket;
            })));
        }

        if (!keep)
        {
            sockets.ForEach(socket => socket.Dispose());
            sockets.Clear();
        }

        await control.InvokeAsync("Settle", [], ct);
        return sockets;
    }
}

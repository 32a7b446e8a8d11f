using System.Globalization;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Bench.Probing;

/// <summary>A member of a room that connects again whenever the connection breaks, and goes on where it was.</summary>
internal sealed class RoomMember(ProbeClient client, ProbeCustomer customer, string room) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _taking = new(1, 1);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HubConnection? _connection;
    private Task _living = Task.CompletedTask;
    private string? _last;
    private TimeSpan? _lostAt;

    public MessageCounter Messages { get; } = new();

    public int Losses { get; private set; }

    /// <summary>The longest time from the loss of a connection until it was in the room again.</summary>
    public TimeSpan LongestAbsence { get; private set; }

    public async Task EnterAsync(CancellationToken ct)
    {
        _living = LiveAsync();
        await _entered.Task.WaitAsync(ct);
    }

    /// <summary>Sends a message; false when it is not known whether it was stored, so that it has to be sent again.</summary>
    public async Task<bool> SendAsync(string id, long number)
    {
        try
        {
            return _connection is { } connection && await connection.InvokeAsync<RoomMessageSent?>("Send", room, id, $"{number}").WaitAsync(AnswerLimit) is not null;
        }
        catch (Exception error) when (IsBroken(error))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _living;
        _end.Dispose();
        _taking.Dispose();
    }

    private async Task LiveAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var gateway = client.Gateway;
            await using var connection = Connect(gateway, out var closed);
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                limit.CancelAfter(ConnectLimit);
                await connection.StartAsync(limit.Token);
                await JoinAsync(connection, limit.Token);
                _connection = connection;
                Entered();
                await closed.WaitAsync(_end.Token);
                (_connection, _lostAt) = (null, ProbeClient.Now);
                Losses++;
            }
            catch (Exception error) when (IsBroken(error) || error is OperationCanceledException)
            {
                // Refused, or broken while it entered: tried again, as a page does.
                client.Leave(gateway);
                await Task.Delay(Random.Shared.Next(100, 300), _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private HubConnection Connect(Uri gateway, out Task closed)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(gateway, RoomsApi.HubPath), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
            options.Headers["Cookie"] = customer.Cookie;
        }).Build();
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        closed = source.Task;
        connection.Closed += _ =>
        {
            source.TrySetResult();
            return Task.CompletedTask;
        };
        connection.On<string, string, RoomMessage[]>("entries", (_, previous, messages) => TakeAsync(connection, previous, messages));
        connection.On<string, string>("head", (_, position) => TakeAsync(connection, position, []));
        return connection;
    }

    private async Task JoinAsync(HubConnection connection, CancellationToken ct)
    {
        await _taking.WaitAsync(ct);
        try
        {
            var joined = await connection.InvokeAsync<RoomJoined>("Join", room, _last, ct);
            await AppendAllAsync(connection, joined.Missed, ct);
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <summary>Takes what was announced; where that does not follow the last message, asks for everything after that one.</summary>
    private async Task TakeAsync(HubConnection connection, string previous, RoomMessage[] messages)
    {
        await _taking.WaitAsync();
        try
        {
            if (_last == previous)
            {
                Append(messages);
            }
            else if (_last is not null)
            {
                // Before the room is entered the answer to that has everything.
                await AppendAllAsync(connection, await connection.InvokeAsync<RoomEntries>("Since", room, _last, _end.Token), _end.Token);
            }
        }
        catch (Exception error) when (IsBroken(error) || error is OperationCanceledException)
        {
            // The connection broke: the next one asks.
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task AppendAllAsync(HubConnection connection, RoomEntries entries, CancellationToken ct)
    {
        _last = _last is null || entries.IsReset ? entries.Previous : _last;
        Append(entries.Messages);
        while (entries.HasMore)
        {
            entries = await connection.InvokeAsync<RoomEntries>("Since", room, _last, ct);
            Append(entries.Messages);
        }
    }

    private void Append(IEnumerable<RoomMessage> messages)
    {
        foreach (var message in messages)
        {
            Messages.Received(long.Parse(message.Text, CultureInfo.InvariantCulture));
            _last = message.Position;
        }
    }

    private void Entered()
    {
        if (_lostAt is { } lost)
        {
            var absence = ProbeClient.Now - lost;
            LongestAbsence = absence > LongestAbsence ? absence : LongestAbsence;
            _lostAt = null;
        }

        _entered.TrySetResult();
    }

    /// <summary>What the client library throws for a connection that breaks, is refused or does not answer.</summary>
    private static bool IsBroken(Exception error) => error is
        Microsoft.AspNetCore.SignalR.HubException or HttpRequestException or System.Net.WebSockets.WebSocketException or IOException
        or InvalidOperationException or TimeoutException or TaskCanceledException;
}

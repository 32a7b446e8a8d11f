using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Api.Rooms;

namespace ScaleApp.Tests.Api.Rooms;

/// <summary>A connection of a customer, by the .NET client.</summary>
internal sealed class RoomClient : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly ConcurrentDictionary<string, RoomFollower> _followers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RoomClient(Uri address, Dictionary<string, string?> headers)
    {
        _connection = new HubConnectionBuilder().WithUrl(address, options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
            options.Headers = headers.Where(header => header.Value is not null).ToDictionary(header => header.Key, header => header.Value!);
        }).Build();
        _connection.On<string, string, RoomMessage[]>("entries", (room, previous, messages) => Follower(room).Announced(previous, messages));
        _connection.On<string, string>("head", (room, position) => Follower(room).HeadIs(position));
        _connection.On<string, int, string[]>("people", (_, count, names) =>
        {
            People = (count, names);
            PresenceBroadcasts++;
        });
        _connection.On<string, string>("typing", (_, name) => Typing.Enqueue(name));
        _connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public IReadOnlyList<RoomMessage> Messages => [.. _followers.Values.SelectMany(follower => follower.Messages)];

    public ConcurrentQueue<string> Typing { get; } = new();

    public (int Count, string[] Names) People { get; private set; } = (0, []);

    public int PresenceBroadcasts { get; private set; }

    public Task Closed => _closed.Task;

    public static async Task<RoomClient> ConnectAsync(ApiReplica replica)
    {
        using var customer = await replica.SignInAsync();
        return await ConnectAsync(replica, customer);
    }

    public static async Task<RoomClient> EnterAsync(ApiReplica replica, string room, SignedInCustomer? customer = null)
    {
        var client = customer is null ? await ConnectAsync(replica) : await ConnectAsync(replica, customer);
        await client.JoinAsync(room);
        return client;
    }

    public static Task<RoomClient> ConnectAsync(ApiReplica replica, SignedInCustomer customer) =>
        ConnectAsync(replica.Client.BaseAddress!, customer.Cookie);

    public static async Task<RoomClient> ConnectAsync(Uri replica, string? cookie, string? origin = null, string query = "", string? token = null)
    {
        var client = new RoomClient(new Uri(replica, RoomsApi.HubPath + query), new()
        {
            ["Cookie"] = cookie,
            ["Origin"] = origin,
            ["Authorization"] = token is null ? null : $"Bearer {token}",
        });
        try
        {
            await client._connection.StartAsync();
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Joins a room at the position of a follower, or without a position.</summary>
    public async Task<RoomJoined> JoinAsync(string room, RoomFollower? follower = null)
    {
        if (follower is not null)
        {
            _followers[room] = follower;
        }

        follower = Follower(room);
        follower.Since = since => _connection.InvokeAsync<RoomEntries>("Since", room, since);
        var joined = await _connection.InvokeAsync<RoomJoined>("Join", room, follower.Last);
        await follower.EnterAsync(joined.Missed);
        return joined;
    }

    public RoomFollower Follower(string room) => _followers.GetOrAdd(room, _ => new RoomFollower());

    public Task<RoomEntries> SinceAsync(string room, string? since) => _connection.InvokeAsync<RoomEntries>("Since", room, since);

    public Task LeaveAsync(string room) => _connection.InvokeAsync("Leave", room);

    public Task<RoomMessageSent?> SendAsync(string room, string text, string? id = null) =>
        _connection.InvokeAsync<RoomMessageSent?>("Send", room, id ?? Guid.NewGuid().ToString("N"), text);

    public Task<RoomHistory> HistoryAsync(string room, string before) => _connection.InvokeAsync<RoomHistory>("History", room, before);

    public Task ReadAsync(string room, string position) => _connection.InvokeAsync("Read", room, position);

    public Task TypeAsync(string room) => _connection.InvokeAsync("Typing", room);

    public async Task HasAsync(params string[] texts)
    {
        await Eventually.IsTrueAsync(() => Messages.Count >= texts.Length, $"{texts.Length} messages come");
        Assert.Equal(texts, Messages.Select(message => message.Text));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}

using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>The .NET client of SignalR, which keeps what it was sent by <c>message(text)</c>.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubClient(HubConnection connection)
    {
        Connection = connection;
        connection.On<string>("message", _messages.Enqueue);
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    /// <summary>What the server calls the connection.</summary>
    public string Id { get; private set; } = "";

    public Task Closed => _closed.Task;

    public IReadOnlyCollection<string> Messages => _messages;

    public static HubConnection Build(Uri server, string query)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(new Uri(server, $"/hub?{query}")));
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnections());
        return builder.Build();
    }

    /// <summary>Connects, and returns when the server knows the connection.</summary>
    public static async Task<HubClient> ConnectAsync(Uri server, string? user)
    {
        var client = new HubClient(Build(server, user is null ? "" : $"user={Uri.EscapeDataString(user)}"));
        await client.Connection.StartAsync();
        client.Id = await client.Connection.InvokeAsync<string>("WhoAmI");
        return client;
    }

    /// <summary>Waits for the last of what is expected, and then for exactly that.</summary>
    public async Task ReceivesAsync(params string[] expected)
    {
        await Eventually.IsTrueAsync(() => _messages.Count >= expected.Length, $"the client receives {expected.Length} messages");
        Assert.Equal(expected, _messages);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

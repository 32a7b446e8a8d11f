using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>Sends to the clients of this server at once, and to those of other servers over Redis.</summary>
/// <remarks>
/// <para>
/// A message is delivered at most once, and messages of one sender to one target stay in order. What is sent while Redis is
/// away reaches this server's clients only; who needs more reads a log (<see cref="IMessageLog"/>).
/// </para>
/// <para>
/// A send completes when the message waits to be written to this server's clients, and to Redis: what comes meanwhile is written with
/// it. Only a send to one client of this server waits for that client. One that reads too slowly is disconnected
/// (<see cref="BackplaneOptions.MaxPendingBytes"/>).
/// </para>
/// </remarks>
internal sealed class RedisHubLifetimeManager<THub> : HubLifetimeManager<THub>, IAsyncDisposable where THub : Hub
{
    private readonly LocalConnections<THub> _local;
    private readonly HubMessageSerializer _serializer;
    private readonly BackplaneChannels _channels;
    private readonly BackplanePublisher _publisher;
    private readonly BackplaneReceiver<THub> _receiver;
    private readonly ClientResults _results;
    private readonly GroupMembership<THub> _membership;
    private readonly RemoteConnections _remote;
    private readonly Guid _server = Guid.NewGuid();

    public RedisHubLifetimeManager(LocalConnections<THub> local, HubMessageSerializer serializer, IRedisConnection redis,
        IOptions<BackplaneOptions> options, TimeProvider time, ILogger<RedisHubLifetimeManager<THub>> logger)
    {
        (_local, _serializer) = (local, serializer);
        var questions = new Questions(time);
        _channels = new BackplaneChannels(options.Value.ChannelPrefix, typeof(THub).FullName!, _server);
        _publisher = new BackplanePublisher(redis, typeof(THub).Name, logger);
        _results = new ClientResults(_server, options.Value.ClientResultTimeout, time);
        _remote = new RemoteConnections(_server, _channels, _publisher, questions, serializer, options.Value);
        _receiver = new BackplaneReceiver<THub>(_server, redis, _channels, _publisher, local, serializer, _results, questions, logger);
        _membership = new GroupMembership<THub>(local, _channels, _receiver.Interests);
        _receiver.Start(_membership);
    }

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        await _receiver.WhenListening;
        _local.Add(connection);
        if (connection.UserIdentifier is { } user)
        {
            await _receiver.Interests.AcquireAsync(_channels.User(user));
        }
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (_local.Remove(connection) is not { } gone)
        {
            return;
        }

        var leaving = _membership.ForgetAsync(gone);
        if (connection.UserIdentifier is { } user)
        {
            await _receiver.Interests.ReleaseAsync(_channels.User(user));
        }

        await leaving;
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendAllExceptAsync(methodName, args, [], cancellationToken);

    public override Task SendAllExceptAsync(string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds,
        CancellationToken cancellationToken = default)
    {
        var payloads = Write(methodName, args);
        _local.SendAll(HubMessageSerializer.ToMessage(payloads), excludedConnectionIds);
        return PublishAsync(_channels.All, payloads, excludedConnectionIds, cancellationToken);
    }

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendGroupExceptAsync(groupName, methodName, args, [], cancellationToken);

    public override Task SendGroupExceptAsync(string groupName, string methodName, object?[] args,
        IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupName);
        var payloads = Write(methodName, args);
        return SendAsync(_local.Groups, groupName, _channels.Group(groupName), payloads, excludedConnectionIds, cancellationToken);
    }

    public override Task SendGroupsAsync(IReadOnlyList<string> groupNames, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupNames);
        var payloads = Write(methodName, args);
        return Task.WhenAll(groupNames.Select(group =>
            SendAsync(_local.Groups, group, _channels.Group(group), payloads, [], cancellationToken)));
    }

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        SendUsersAsync([userId], methodName, args, cancellationToken);

    public override Task SendUsersAsync(IReadOnlyList<string> userIds, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var payloads = Write(methodName, args);
        return Task.WhenAll(userIds.Select(user =>
            SendAsync(_local.Users, user, _channels.User(user), payloads, [], cancellationToken)));
    }

    public override Task SendConnectionAsync(string connectionId, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        return _local.Find(connectionId) is { } here
            ? here.SendAsync(new SerializedHubMessage(new InvocationMessage(methodName, args)), cancellationToken)
            : _remote.SendAsync(connectionId, Write(methodName, args), cancellationToken);
    }

    public override Task SendConnectionsAsync(IReadOnlyList<string> connectionIds, string methodName, object?[] args,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionIds);
        var payloads = Write(methodName, args);
        var message = HubMessageSerializer.ToMessage(payloads);
        return Task.WhenAll(connectionIds.Select(id =>
        {
            if (_local.Find(id) is not { } here)
            {
                return _remote.SendAsync(id, payloads, cancellationToken);
            }

            here.Send(message);
            return Task.CompletedTask;
        }));
    }

    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        _local.Find(connectionId) is { } here
            ? _membership.AddAsync(here, groupName).WaitAsync(cancellationToken)
            : _remote.ChangeGroupAsync(EnvelopeKind.AddToGroup, connectionId, groupName, cancellationToken);

    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default) =>
        _local.Find(connectionId) is { } here
            ? _membership.RemoveAsync(here, groupName).WaitAsync(cancellationToken)
            : _remote.ChangeGroupAsync(EnvelopeKind.RemoveFromGroup, connectionId, groupName, cancellationToken);

    public override async Task<T> InvokeConnectionAsync<T>(string connectionId, string methodName, object?[] args,
        CancellationToken cancellationToken)
    {
        var answer = _local.Find(connectionId) is { } here
            ? await _results.AskAsync(here, typeof(T), methodName, args, cancellationToken)
            : await _remote.AskAsync(connectionId, typeof(T), methodName, args, cancellationToken);

        return (T)answer!;
    }

    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result)
    {
        _results.Answer(connectionId, result);
        return Task.CompletedTask;
    }

    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type)
    {
        type = _results.TypeOf(invocationId);
        return type is not null;
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    private KeyValuePair<string, ReadOnlyMemory<byte>>[] Write(string methodName, object?[] args) =>
        _serializer.Write(new InvocationMessage(methodName, args));

    private Task SendAsync(LocalSets sets, string name, RedisChannel channel, KeyValuePair<string, ReadOnlyMemory<byte>>[] payloads,
        IReadOnlyList<string> except, CancellationToken ct)
    {
        sets.Send(name, HubMessageSerializer.ToMessage(payloads), except);
        return PublishAsync(channel, payloads, except, ct);
    }

    private Task PublishAsync(RedisChannel channel, KeyValuePair<string, ReadOnlyMemory<byte>>[] payloads, IReadOnlyList<string> except,
        CancellationToken ct) =>
        _publisher.PostAsync(channel, new Envelope(EnvelopeKind.Send, _server) { Payloads = payloads, Except = except }, ct).AsTask();
}

using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ScaleApp.Redis.SignalR;

/// <summary>Does what other servers ask for, and takes their answers.</summary>
/// <remarks>One message after the other, so what one server sent to one target is delivered in its order.</remarks>
internal sealed partial class BackplaneReceiver<THub> : IAsyncDisposable where THub : Hub
{
    // What waits while clients are written to, which does not wait for them: a second's worth of what Redis can send.
    private const int InboxLength = 100_000;

    private readonly Guid _server;
    private readonly BackplaneChannels _channels;
    private readonly BackplanePublisher _publisher;
    private readonly LocalConnections<THub> _local;
    private readonly HubMessageSerializer _serializer;
    private readonly ClientResults _results;
    private readonly Questions _questions;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(InboxLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly string _groupPrefix;
    private readonly string _userPrefix;
    private readonly KeyValuePair<string, object?> _tag = new("signalr.hub", typeof(THub).Name);
    private GroupMembership<THub>? _membership;

    public BackplaneReceiver(Guid server, IRedisConnection redis, BackplaneChannels channels, BackplanePublisher publisher,
        LocalConnections<THub> local, HubMessageSerializer serializer, ClientResults results, Questions questions, ILogger logger)
    {
        (_server, _channels, _publisher, _local) = (server, channels, publisher, local);
        (_serializer, _results, _questions, _logger) = (serializer, results, questions, logger);
        (_groupPrefix, _userPrefix) = (channels.Group("")!, channels.User("")!);
        Interests = new Interests(redis, Receive);
    }

    /// <summary>The channels of groups and users that are heard.</summary>
    public Interests Interests { get; }

    /// <summary>Completes when the channels that every server hears are heard (or, with Redis away, will be).</summary>
    public Task WhenListening { get; private set; } = Task.CompletedTask;

    public void Start(GroupMembership<THub> membership)
    {
        _membership = membership;
        _ = DeliverAsync();
        WhenListening = Task.WhenAll(Interests.AcquireAsync(_channels.All), Interests.AcquireAsync(_channels.Own));
    }

    /// <summary>Stops listening and answering. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            _arrived.Writer.TryComplete();
            await Task.WhenAll(Interests.ReleaseAsync(_channels.All), Interests.ReleaseAsync(_channels.Own));
        }
    }

    private void Receive(RedisChannel channel, RedisValue value)
    {
        foreach (var envelope in Envelope.Parse(value!).Where(envelope => envelope.From != _server))
        {
            BackplaneMetrics.Received.Add(1, _tag);
            if (envelope.Kind >= EnvelopeKind.Done)
            {
                _questions.Answer(envelope);
            }
            else if (!_arrived.Writer.TryWrite(new Arrival(channel!, envelope)))
            {
                BackplaneMetrics.Failures.Add(1, _tag);
            }
        }
    }

    private async Task DeliverAsync()
    {
        await foreach (var (channel, envelope) in _arrived.Reader.ReadAllAsync())
        {
            if (envelope.Kind > EnvelopeKind.SendToConnection)
            {
                // It takes effect before what comes after it is delivered; only the answer takes its time.
                _ = AnswerAsync(envelope);
            }
            else
            {
                Deliver(channel, envelope, HubMessageSerializer.ToMessage(envelope.Payloads));
            }
        }
    }

    private void Deliver(string channel, Envelope envelope, SerializedHubMessage message)
    {
        if (envelope.Kind == EnvelopeKind.SendToConnection)
        {
            _local.Find(envelope.Connection)?.Send(message);
        }
        else if (channel.StartsWith(_groupPrefix, StringComparison.Ordinal))
        {
            _local.Groups.Send(channel[_groupPrefix.Length..], message, envelope.Except);
        }
        else if (channel.StartsWith(_userPrefix, StringComparison.Ordinal))
        {
            _local.Users.Send(channel[_userPrefix.Length..], message, envelope.Except);
        }
        else
        {
            _local.SendAll(message, envelope.Except);
        }
    }

    private async Task AnswerAsync(Envelope question)
    {
        try
        {
            var answer = new Envelope(EnvelopeKind.Done, _server) { Question = question.Question };
            answer = _local.Find(question.Connection) switch
            {
                null => answer with { Kind = EnvelopeKind.NotHere },
                var here when question.Kind == EnvelopeKind.Invoke => await AskAsync(here, question, answer),
                var here => await ChangeAsync(here, question, answer),
            };
            await _publisher.PublishAsync(_channels.Server(question.From), answer, _stop.Token);
        }
        catch (Exception error) when (error is RedisUnavailableException or OperationCanceledException)
        {
            // The server that asked finds out by its deadline.
            LogUnanswered(error.Message);
        }
    }

    private async Task<Envelope> ChangeAsync(LocalConnection connection, Envelope question, Envelope answer)
    {
        await (question.Kind == EnvelopeKind.AddToGroup
            ? _membership!.AddAsync(connection, question.Text)
            : _membership!.RemoveAsync(connection, question.Text));
        return answer;
    }

    private async Task<Envelope> AskAsync(LocalConnection client, Envelope question, Envelope answer)
    {
        var id = ClientResults.Id(question.From, question.Question);
        var message = HubMessageSerializer.ToMessage(question.Payloads);
        CompletionMessage completion;
        try
        {
            var raw = await _results.AskAsync(client, id, typeof(RawResult), message, _stop.Token);
            completion = new CompletionMessage(id, error: null, raw, hasResult: raw is not null);
        }
        catch (HubException error)
        {
            completion = CompletionMessage.WithError(id, error.Message);
        }
        catch (Exception error) when (error is TimeoutException or IOException)
        {
            return answer with { Kind = EnvelopeKind.Failed, Text = error.GetType().Name };
        }

        // In the protocol of the client, as it answered.
        var payload = _serializer.Write(completion).Single(written => written.Key == client.Context.Protocol.Name);
        return answer with { Kind = EnvelopeKind.Result, Payloads = [payload] };
    }

    [LoggerMessage(2402, LogLevel.Warning, "Another server that asked about a connection here could not be answered: {Reason}")]
    private partial void LogUnanswered(string reason);

    /// <summary>What came, and where.</summary>
    private readonly record struct Arrival(string Channel, Envelope Envelope);
}

using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Redis.SignalR;

/// <summary>Reaches connections that are on another server, if on any.</summary>
internal sealed class RemoteConnections(Guid server, BackplaneChannels channels, BackplanePublisher publisher, Questions questions,
    HubMessageSerializer serializer, BackplaneOptions options)
{
    public Task SendAsync(string connectionId, KeyValuePair<string, ReadOnlyMemory<byte>>[] payloads, CancellationToken ct) =>
        publisher.PostAsync(channels.All,
            new Envelope(EnvelopeKind.SendToConnection, server) { Connection = connectionId, Payloads = payloads }, ct).AsTask();

    /// <summary>Completes when it is done, or no server has the connection.</summary>
    /// <exception cref="TimeoutException">It was not acknowledged in time.</exception>
    /// <exception cref="RedisUnavailableException">Redis is away.</exception>
    public async Task ChangeGroupAsync(EnvelopeKind change, string connectionId, string group, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(group);
        try
        {
            await questions.AskAsync(number => publisher.PublishAsync(channels.All,
                new Envelope(change, server) { Question = number, Connection = connectionId, Text = group }, ct),
                options.AcknowledgementTimeout, ct);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"No server acknowledged within {options.AcknowledgementTimeout.TotalSeconds:0.#} s that it changed the groups of connection " +
                $"{connectionId}; it may do so later. Is a server stalled, or being killed?", error);
        }
    }

    /// <inheritdoc cref="ClientResults.AskAsync(LocalConnection, Type, string, object?[], CancellationToken)"/>
    public async Task<object?> AskAsync(string connectionId, Type type, string method, object?[] args, CancellationToken ct)
    {
        try
        {
            // The server that has the client keeps the same deadline; what it says of it needs a moment to get here.
            var within = options.ClientResultTimeout + options.AcknowledgementTimeout;
            var answer = await questions.AskAsync(number => publisher.PublishAsync(channels.All,
                Invocation(connectionId, number, method, args), ct), within, ct);
            return answer switch
            {
                null => throw ClientResults.Gone(connectionId),
                { Kind: EnvelopeKind.Failed } => throw Failure(answer, connectionId),
                _ => ClientResults.Read(serializer.ReadCompletion(answer.Payloads[0].Key, answer.Payloads[0].Value, type)),
            };
        }
        catch (TimeoutException error) when (error.InnerException is null)
        {
            throw ClientResults.TooLate(connectionId, options.ClientResultTimeout, error);
        }
    }

    private Envelope Invocation(string connectionId, long number, string method, object?[] args) => new(EnvelopeKind.Invoke, server)
    {
        Question = number,
        Connection = connectionId,
        Payloads = serializer.Write(new InvocationMessage(ClientResults.Id(server, number), method, args)),
    };

    private Exception Failure(Envelope answer, string connectionId) => answer.Text == nameof(TimeoutException)
        ? ClientResults.TooLate(connectionId, options.ClientResultTimeout, error: null)
        : ClientResults.Gone(connectionId);
}

using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Redis.SignalR;

/// <summary>Writes hub messages, once for each protocol of this server, for its own clients and for other servers alike.</summary>
internal sealed class HubMessageSerializer(IHubProtocolResolver protocols)
{
    public KeyValuePair<string, ReadOnlyMemory<byte>>[] Write(HubMessage message) =>
        [.. protocols.AllProtocols.Select(protocol => KeyValuePair.Create(protocol.Name, protocol.GetMessageBytes(message)))];

    /// <summary>A message that is not written again, whoever it is sent to.</summary>
    public static SerializedHubMessage ToMessage(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> payloads) =>
        new([.. payloads.Select(payload => new SerializedMessage(payload.Key, payload.Value))]);

    /// <summary>Reads what another server's client answered.</summary>
    /// <exception cref="InvalidDataException">This server does not speak the protocol of that client.</exception>
    public CompletionMessage ReadCompletion(string protocolName, ReadOnlyMemory<byte> bytes, Type type)
    {
        var protocol = protocols.GetProtocol(protocolName, supportedProtocols: null)
            ?? throw new InvalidDataException($"A client answered in the protocol '{protocolName}', which this server does not speak.");
        var sequence = new ReadOnlySequence<byte>(bytes);

        return protocol.TryParseMessage(ref sequence, new AnswerBinder(type), out var message) && message is CompletionMessage completion
            ? completion
            : throw new InvalidDataException("What a client answered cannot be read.");
    }

    private sealed class AnswerBinder(Type type) : IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => type;

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => throw new NotSupportedException("An answer has no parameters.");

        public Type GetStreamItemType(string streamId) => throw new NotSupportedException("An answer is no stream.");
    }
}

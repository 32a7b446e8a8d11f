using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Redis.SignalR;

/// <summary>Makes one message of several: every protocol of SignalR marks where a message ends.</summary>
/// <remarks>The members of a room get the same messages, so what was joined for one is kept for the next. For one thread at a time.</remarks>
internal sealed class MessageJoiner
{
    private SerializedHubMessage[] _parts = [];
    private IHubProtocol? _protocol;
    private SerializedHubMessage? _joined;

    public SerializedHubMessage Join(ReadOnlySpan<SerializedHubMessage> parts, IHubProtocol protocol)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        if (_joined is null || _protocol != protocol || !parts.SequenceEqual(_parts))
        {
            (_parts, _protocol) = (parts.ToArray(), protocol);
            _joined = new SerializedHubMessage([new SerializedMessage(protocol.Name, Join(_parts, protocol))]);
        }

        return _joined;
    }

    /// <summary>Holds on to nothing any more.</summary>
    public void Forget() => (_parts, _protocol, _joined) = ([], null, null);

    private static byte[] Join(SerializedHubMessage[] parts, IHubProtocol protocol)
    {
        var joined = new byte[parts.Sum(part => part.GetSerializedMessage(protocol).Length)];
        var length = 0;
        foreach (var part in parts)
        {
            var bytes = part.GetSerializedMessage(protocol);
            bytes.CopyTo(joined.AsMemory(length));
            length += bytes.Length;
        }

        return joined;
    }
}

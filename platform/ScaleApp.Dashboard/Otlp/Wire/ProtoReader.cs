using System.Buffers.Binary;
using System.Text;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>Walks the fields of one protobuf message where it lies, without a copy.</summary>
/// <remarks>
/// The layout is that of https://protobuf.dev/programming-guides/encoding. Whoever reads a field either takes its value by
/// the wire type it has, or calls <see cref="Skip"/>.
/// </remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>Where the next byte is read, from the start of the message.</summary>
    public int Position { get; private set; }

    public int Field { get; private set; }

    public WireType WireType { get; private set; }

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    /// <exception cref="MalformedMessageException">The tag is not one.</exception>
    public bool Next()
    {
        if (Position == _message.Length)
        {
            return false;
        }

        var tag = Varint();
        WireType = (WireType)(tag & 7);
        if (tag > uint.MaxValue || tag >> 3 == 0 || WireType is WireType.StartGroup or WireType.EndGroup or > WireType.Fixed32)
        {
            throw new MalformedMessageException($"No field can have the tag {tag}, before byte {Position} of its message.");
        }

        Field = (int)(tag >> 3);
        return true;
    }

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position == _message.Length)
            {
                throw Truncated();
            }

            var next = _message[Position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new MalformedMessageException($"A number is longer than ten bytes, before byte {Position} of its message.");
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>The bytes of a string, of bytes, of a message inside this one, or of packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        return length <= (ulong)(_message.Length - Position) ? Take((int)length) : throw Truncated();
    }

    /// <summary>Text; what is not UTF-8 becomes the replacement character.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    public void Skip()
    {
        switch (WireType)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                Bytes();
                break;
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _message.Length - Position)
        {
            throw Truncated();
        }

        var taken = _message.Slice(Position, length);
        Position += length;
        return taken;
    }

    private readonly MalformedMessageException Truncated() =>
        new($"A message of {_message.Length} bytes ends in the middle of a field, at byte {Position}.");
}

using System.Buffers.Binary;
using System.Text;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>Writes a protobuf message into a buffer that grows.</summary>
internal sealed class ProtoWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Varint(int field, ulong value)
    {
        Tag(field, WireType.Varint);
        Raw(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, WireType.Fixed64);
        RawFixed64(value);
    }

    public void Fixed32(int field, uint value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Text(int field, string value)
    {
        Tag(field, WireType.LengthDelimited);
        var length = Encoding.UTF8.GetByteCount(value);
        Raw((ulong)length);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.LengthDelimited);
        Raw((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>Begins a message (or packed numbers) inside this one; give what is returned to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Tag(field, WireType.LengthDelimited);
        return _length;
    }

    /// <summary>Ends what <see cref="Begin"/> began: its length is known now, and put before it.</summary>
    public void End(int start)
    {
        var length = _length - start;
        Span<byte> prefix = stackalloc byte[10];
        var size = Encode(prefix, (ulong)length);
        Reserve(size);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size));
        prefix[..size].CopyTo(_buffer.AsSpan(start));
    }

    /// <summary>A number without a tag, inside packed numbers.</summary>
    public void Raw(ulong value)
    {
        Span<byte> encoded = stackalloc byte[10];
        var size = Encode(encoded, value);
        encoded[..size].CopyTo(Reserve(size));
    }

    /// <inheritdoc cref="Raw"/>
    public void RawFixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);

    public byte[] ToArray() => Written.ToArray();

    private void Tag(int field, WireType type) => Raw(((ulong)field << 3) | (ulong)type);

    private static int Encode(Span<byte> target, ulong value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            target[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[size++] = (byte)value;
        return size;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, checked(_length + count)));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}

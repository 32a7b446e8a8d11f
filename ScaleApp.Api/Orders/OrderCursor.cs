using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace ScaleApp.Api.Orders;

/// <summary>Where a page of the history ends: the order after which the next one begins. Clients see 32 letters and digits.</summary>
internal readonly record struct OrderCursor(DateTimeOffset PlacedAt, Guid Id)
{
    private const int TimeSize = 8, Size = TimeSize + 16;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, PlacedAt.UtcTicks);
        Id.TryWriteBytes(bytes[TimeSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string? text, out OrderCursor cursor)
    {
        Span<byte> bytes = stackalloc byte[Size];
        cursor = default;
        if (text?.Length != Base64Url.GetEncodedLength(Size)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var count) != OperationStatus.Done || count != Size)
        {
            return false;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.UnixEpoch.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        cursor = new OrderCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[TimeSize..]));
        return true;
    }
}

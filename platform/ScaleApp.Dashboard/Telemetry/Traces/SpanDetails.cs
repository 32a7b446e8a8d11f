using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Everything that a span says of itself.</summary>
internal sealed class SpanDetails
{
    public SpanDetails(ReadOnlySpan<byte> message)
    {
        Attributes = AttributeList.Read(message, SpanReader.Attributes);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    TraceState = reader.Text();
                    break;
                case 10 or 12 or 14:
                    Dropped += (uint)reader.Varint();
                    break;
                case 11:
                    Events.Add(SpanEvent.Read(reader.Bytes()));
                    break;
                case 13:
                    Links.Add(SpanLink.Read(reader.Bytes()));
                    break;
                case 15:
                    StatusMessage = Message(reader.Bytes());
                    break;
                case 16:
                    Flags = reader.Fixed32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        Dropped += Events.Sum(happened => happened.Dropped) + Links.Sum(link => link.Dropped);
    }

    public IReadOnlyList<AttributeValue> Attributes { get; }

    public List<SpanEvent> Events { get; } = [];

    public List<SpanLink> Links { get; } = [];

    public string StatusMessage { get; } = "";

    public string TraceState { get; } = "";

    /// <summary>W3C's trace flags in the lowest eight bits.</summary>
    public uint Flags { get; }

    /// <summary>Attributes (its own, of events and of links), events and links that the service itself left out.</summary>
    public long Dropped { get; }

    private static string Message(ReadOnlySpan<byte> status)
    {
        var reader = new ProtoReader(status);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                return reader.Text();
            }

            reader.Skip();
        }

        return "";
    }
}

/// <summary>Something that happened at a moment within a span, such as an exception.</summary>
internal sealed record SpanEvent(long Time, string Name, IReadOnlyList<AttributeValue> Attributes, long Dropped)
{
    public static SpanEvent Read(ReadOnlySpan<byte> message)
    {
        var (time, name, dropped) = (0L, "", 0L);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    time = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 2:
                    name = reader.Text();
                    break;
                case 4:
                    dropped = (uint)reader.Varint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(time, name, AttributeList.Read(message, field: 3), dropped);
    }
}

/// <summary>A span of this or another trace that this one has to do with.</summary>
internal sealed record SpanLink(UInt128 TraceId, ulong SpanId, string TraceState, IReadOnlyList<AttributeValue> Attributes, long Dropped)
{
    public static SpanLink Read(ReadOnlySpan<byte> message)
    {
        var (trace, span, state, dropped) = (UInt128.Zero, 0UL, "", 0L);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    trace = SpanReader.TraceId(reader.Bytes());
                    break;
                case 2:
                    span = SpanReader.SpanId(reader.Bytes());
                    break;
                case 3:
                    state = reader.Text();
                    break;
                case 5:
                    dropped = (uint)reader.Varint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(trace, span, state, AttributeList.Read(message, field: 4), dropped);
    }
}

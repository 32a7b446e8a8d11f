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
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    public IReadOnlyList<AttributeValue> Attributes { get; }

    public List<SpanEvent> Events { get; } = [];

    public List<SpanLink> Links { get; } = [];

    public string StatusMessage { get; } = "";

    public string TraceState { get; } = "";

    /// <summary>Attributes, events and links that the service itself left out.</summary>
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
internal sealed record SpanEvent(long Time, string Name, IReadOnlyList<AttributeValue> Attributes)
{
    public static SpanEvent Read(ReadOnlySpan<byte> message)
    {
        var (time, name) = (0L, "");
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
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(time, name, AttributeList.Read(message, field: 3));
    }
}

/// <summary>A span of this or another trace that this one has to do with.</summary>
internal sealed record SpanLink(UInt128 TraceId, ulong SpanId, IReadOnlyList<AttributeValue> Attributes)
{
    public static SpanLink Read(ReadOnlySpan<byte> message)
    {
        var (trace, span) = (UInt128.Zero, 0UL);
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
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(trace, span, AttributeList.Read(message, field: 4));
    }
}

using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>Everything that a log record says of itself beside its body.</summary>
internal sealed class LogDetails
{
    public LogDetails(ReadOnlySpan<byte> message)
    {
        Attributes = AttributeList.Read(message, LogReader.Attributes);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    SeverityText = reader.Text();
                    break;
                case 7:
                    Dropped = (uint)reader.Varint();
                    break;
                case 8:
                    Flags = reader.Fixed32();
                    break;
                case 11:
                    Observed = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 12:
                    EventName = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    public IReadOnlyList<AttributeValue> Attributes { get; }

    /// <summary>The service's own word for the severity; nothing when it has none.</summary>
    public string SeverityText { get; } = "";

    /// <summary>What kind of event it is, when it is one.</summary>
    public string EventName { get; } = "";

    /// <summary>When it was collected; zero when not sent.</summary>
    public long Observed { get; }

    /// <summary>W3C's trace flags in the lowest eight bits.</summary>
    public uint Flags { get; }

    /// <summary>Attributes that the service itself left out.</summary>
    public long Dropped { get; }
}

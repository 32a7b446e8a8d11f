using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Under which numbers a kind of data point has what all of them have; the times are the same in all.</summary>
internal readonly record struct PointFields(int Attributes, int Flags, int Exemplars = -1);

/// <summary>What the data points of all kinds of metrics have in common, while one is read.</summary>
internal sealed class DataPoint
{
    /// <summary>The flag of a point that says: there was no value.</summary>
    private const ulong NoRecordedValue = 1;

    private const int StartField = 2;
    private const int TimeField = 3;
    private const int MostExemplars = 16;

    private readonly List<(byte[] Key, byte[] Attribute)> _attributes = [];

    /// <summary>Nanoseconds since 1970; zero when not sent.</summary>
    public long Start { get; private set; }

    /// <inheritdoc cref="Start"/>
    public long Time { get; private set; }

    public bool IsMissing { get; private set; }

    public List<Exemplar> Exemplars { get; } = [];

    /// <summary>Reads a field that all data points have, and passes over any other.</summary>
    public void Read(ref ProtoReader reader, PointFields fields)
    {
        if (reader.Field == StartField)
        {
            Start = UnixNano.Clamp(reader.Fixed64());
        }
        else if (reader.Field == TimeField)
        {
            Time = UnixNano.Clamp(reader.Fixed64());
        }
        else if (reader.Field == fields.Attributes)
        {
            ReadAttribute(ref reader);
        }
        else if (reader.Field == fields.Flags)
        {
            IsMissing = (reader.Varint() & NoRecordedValue) != 0;
        }
        else if (reader.Field == fields.Exemplars)
        {
            ReadExemplar(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    /// <summary>The attributes as one key, in the order of their names: a service may send them in any.</summary>
    public byte[] AttributeKey()
    {
        if (_attributes.Count == 0)
        {
            return [];
        }

        _attributes.Sort(static (one, two) => one.Key.AsSpan().SequenceCompareTo(two.Key));
        var writer = new ProtoWriter();
        foreach (var (_, attribute) in _attributes)
        {
            writer.Bytes(1, attribute);
        }

        return writer.ToArray();
    }

    private void ReadAttribute(ref ProtoReader reader)
    {
        var attribute = reader.Bytes();
        _attributes.Add((AttributeList.KeyOf(attribute).ToArray(), attribute.ToArray()));
    }

    private void ReadExemplar(ref ProtoReader point)
    {
        var (time, value, trace, span) = (0L, 0.0, UInt128.Zero, 0UL);
        var reader = new ProtoReader(point.Bytes());
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2:
                    time = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 3:
                    value = reader.Double();
                    break;
                case 4:
                    span = SpanReader.SpanId(reader.Bytes());
                    break;
                case 5:
                    trace = SpanReader.TraceId(reader.Bytes());
                    break;
                case 6:
                    value = (long)reader.Fixed64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Without a trace there is nothing to open.
        if (trace != 0 && Exemplars.Count < MostExemplars)
        {
            Exemplars.Add(new(time, value, trace, span));
        }
    }
}

using System.Buffers.Binary;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Reads from a message <c>Span</c> what every span is asked for.</summary>
internal static class SpanReader
{
    public const int Attributes = 9;

    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;

    /// <summary>False when the span has no valid id; <paramref name="reason"/> says so.</summary>
    public static bool TryRead(byte[] request, ReadOnlySpan<byte> message, TelemetryResource resource, TelemetryScope scope,
        out SpanRecord record, out string reason)
    {
        record = new() { Message = new(request, message), Resource = resource, Scope = scope, Previous = -1 };
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            Read(ref reader, ref record);
        }

        record.End = Math.Max(record.Start, record.End);
        reason = record.TraceId == 0
            ? "A span's trace_id must be 16 bytes that are not all zero."
            : record.SpanId == 0 ? "A span's span_id must be 8 bytes that are not all zero." : "";
        return reason.Length == 0;
    }

    public static string Name(ReadOnlySpan<byte> message)
    {
        const int NameField = 5;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == NameField)
            {
                return reader.Text();
            }

            reader.Skip();
        }

        return "";
    }

    public static UInt128 TraceId(ReadOnlySpan<byte> id) => id.Length == TraceIdLength ? BinaryPrimitives.ReadUInt128BigEndian(id) : 0;

    public static ulong SpanId(ReadOnlySpan<byte> id) => id.Length == SpanIdLength ? BinaryPrimitives.ReadUInt64BigEndian(id) : 0;

    private static void Read(ref ProtoReader reader, ref SpanRecord record)
    {
        switch (reader.Field)
        {
            case 1:
                record.TraceId = TraceId(reader.Bytes());
                break;
            case 2:
                record.SpanId = SpanId(reader.Bytes());
                break;
            case 4:
                record.ParentId = SpanId(reader.Bytes());
                break;
            case 6:
                record.Kind = reader.Varint() is var kind and <= (ulong)SpanKind.Consumer ? (SpanKind)kind : SpanKind.Unspecified;
                break;
            case 7:
                record.Start = UnixNano.Clamp(reader.Fixed64());
                break;
            case 8:
                record.End = UnixNano.Clamp(reader.Fixed64());
                break;
            case 15:
                record.Status = Status(reader.Bytes());
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static SpanStatus Status(ReadOnlySpan<byte> message)
    {
        var status = SpanStatus.Unset;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 3)
            {
                status = reader.Varint() is var code and <= (ulong)SpanStatus.Error ? (SpanStatus)code : SpanStatus.Unset;
            }
            else
            {
                reader.Skip();
            }
        }

        return status;
    }
}

using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Attributes;
using ScaleApp.Dashboard.Telemetry.Identity;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>Reads from a message <c>LogRecord</c> what every record is asked for.</summary>
internal static class LogReader
{
    public const int Attributes = 6;

    private const int BodyField = 5;
    private const ulong HighestSeverity = 24;

    /// <summary>A record without a time of its own has the time <paramref name="now"/>.</summary>
    public static LogRecord Read(byte[] request, ReadOnlySpan<byte> message, TelemetryResource resource, TelemetryScope scope, long now)
    {
        var record = new LogRecord { Message = new(request, message), Resource = resource, Scope = scope };
        var observed = 0L;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    record.Time = UnixNano.Clamp(reader.Fixed64());
                    break;
                case 2:
                    record.Severity = Range(reader.Varint());
                    break;
                case 9:
                    record.TraceId = SpanReader.TraceId(reader.Bytes());
                    break;
                case 10:
                    record.SpanId = SpanReader.SpanId(reader.Bytes());
                    break;
                case 11:
                    observed = UnixNano.Clamp(reader.Fixed64());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        record.Time = record.Time != 0 ? record.Time : observed != 0 ? observed : now;
        return record;
    }

    public static string Body(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == BodyField)
            {
                return AnyValueText.Read(reader.Bytes());
            }

            reader.Skip();
        }

        return "";
    }

    /// <summary>Four numbers make a range: 9 to 12 are all information.</summary>
    private static Severity Range(ulong number) =>
        number is 0 or > HighestSeverity ? Severity.Unspecified : (Severity)(((number - 1) / 4 * 4) + 1);
}

using System.Buffers;
using System.Text.Json;
using ScaleApp.Dashboard.Otlp.Json;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>The messages that senders get, in protobuf; <see cref="Json"/> makes JSON of them.</summary>
internal static class Answer
{
    /// <summary>Empty when everything was taken in, by the specification.</summary>
    public static byte[] Of(IngestResult result)
    {
        var writer = new ProtoWriter();
        if (result.Rejected > 0)
        {
            var start = writer.Begin(1);
            writer.Varint(1, (ulong)result.Rejected);
            writer.Text(2, result.Reason ?? "");
            writer.End(start);
        }

        return writer.ToArray();
    }

    public static byte[] Of(Refusal refusal)
    {
        var writer = new ProtoWriter();
        writer.Varint(1, (ulong)refusal.Code);
        writer.Text(2, refusal.Message);
        return writer.ToArray();
    }

    public static OtlpMessage Message(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => ResponseMessages.Traces,
        OtlpSignal.Logs => ResponseMessages.Logs,
        _ => ResponseMessages.Metrics,
    };

    public static byte[] Json(byte[] bytes, OtlpMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ProtoToJson.Write(json, bytes, message);
        }

        return buffer.WrittenSpan.ToArray();
    }
}

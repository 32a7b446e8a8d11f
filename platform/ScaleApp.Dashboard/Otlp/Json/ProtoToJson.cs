using System.Text.Json;
using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Otlp.Json;

/// <summary>Writes a message of OTLP as the JSON that any OpenTelemetry tool reads. Unknown fields are left out.</summary>
internal static class ProtoToJson
{
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, OtlpMessage message)
    {
        json.WriteStartObject();
        var seen = new HashSet<int>();
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (message.Find(reader.Field) is not { } field || !seen.Add(field.Number))
            {
                reader.Skip();
                continue;
            }

            json.WritePropertyName(field.Name);
            if (field.IsRepeated)
            {
                json.WriteStartArray();
                WriteAll(json, bytes, field);
                json.WriteEndArray();
                reader.Skip();
            }
            else
            {
                WriteValue(json, ref reader, field);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Every occurrence of a repeated field, wherever in the message it stands.</summary>
    private static void WriteAll(Utf8JsonWriter json, ReadOnlySpan<byte> bytes, OtlpField field)
    {
        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            if (reader.Field != field.Number)
            {
                reader.Skip();
            }
            else if (field.IsPacked && reader.WireType == WireType.LengthDelimited)
            {
                var packed = reader.Bytes();
                var numbers = new ProtoReader(packed);
                while (numbers.Position < packed.Length)
                {
                    WriteValue(json, ref numbers, field);
                }
            }
            else
            {
                WriteValue(json, ref reader, field);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, ref ProtoReader reader, OtlpField field)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                Write(json, reader.Bytes(), field.Message);
                break;
            case FieldKind.Text:
                json.WriteStringValue(reader.Text());
                break;
            case FieldKind.Bytes:
                json.WriteBase64StringValue(reader.Bytes());
                break;
            case FieldKind.Id:
                json.WriteStringValue(Convert.ToHexStringLower(reader.Bytes()));
                break;
            case FieldKind.Bool:
                json.WriteBooleanValue(reader.Varint() != 0);
                break;
            case FieldKind.Real:
                WriteDouble(json, reader.Double());
                break;
            default:
                WriteInteger(json, ref reader, field.Kind);
                break;
        }
    }

    private static void WriteInteger(Utf8JsonWriter json, ref ProtoReader reader, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.Number:
                json.WriteNumberValue((uint)reader.Varint());
                break;
            case FieldKind.SignedNumber:
                var zigzag = (uint)reader.Varint();
                json.WriteNumberValue((int)(zigzag >> 1) ^ -(int)(zigzag & 1));
                break;
            case FieldKind.Fixed32:
                json.WriteNumberValue(reader.Fixed32());
                break;
            case FieldKind.Long:
                json.WriteStringValue($"{(long)reader.Varint()}");
                break;
            case FieldKind.UnsignedLong:
                json.WriteStringValue($"{reader.Varint()}");
                break;
            case FieldKind.SignedFixed64:
                json.WriteStringValue($"{(long)reader.Fixed64()}");
                break;
            default:
                json.WriteStringValue($"{reader.Fixed64()}");
                break;
        }
    }

    /// <summary>JSON has no number for these; protobuf's mapping writes them as words.</summary>
    private static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}

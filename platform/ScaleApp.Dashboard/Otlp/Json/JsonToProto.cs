using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Otlp.Json;

/// <summary>Turns OTLP in JSON into the same message in protobuf, so that everything behind it knows one form.</summary>
/// <remarks>
/// By https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids in hexadecimal, 64-bit numbers as strings or
/// numbers, enumerations as numbers; unknown fields and nulls are passed over.
/// </remarks>
internal static class JsonToProto
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128, CommentHandling = JsonCommentHandling.Disallow };

    /// <exception cref="MalformedMessageException">Not JSON, or not such a message.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> json, OtlpMessage message)
    {
        var writer = new ProtoWriter();
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new MalformedMessageException($"{message.Name} must be a JSON object.");
            }

            Object(ref reader, writer, message);
            if (reader.Read())
            {
                throw new MalformedMessageException($"Something follows the end of {message.Name}.");
            }
        }
        catch (JsonException error)
        {
            throw new MalformedMessageException($"Not JSON: {error.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new MalformedMessageException($"Text that is no text (half of a surrogate pair, or not UTF-8), at byte {reader.TokenStartIndex}.");
        }

        return writer.ToArray();
    }

    private static void Object(ref Utf8JsonReader reader, ProtoWriter writer, OtlpMessage message)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = message.Find(reader.GetString()!);
            reader.Read();
            if (field is null || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else if (field.IsRepeated)
            {
                Array(ref reader, writer, field, message);
            }
            else
            {
                Value(ref reader, writer, field, message);
            }
        }
    }

    private static void Array(ref Utf8JsonReader reader, ProtoWriter writer, OtlpField field, OtlpMessage message)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Unexpected(ref reader, field, message);
        }

        var start = field.IsPacked ? writer.Begin(field.Number) : 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (field.IsPacked)
            {
                Packed(ref reader, writer, field, message);
            }
            else
            {
                Value(ref reader, writer, field, message);
            }
        }

        if (field.IsPacked)
        {
            writer.End(start);
        }
    }

    private static void Value(ref Utf8JsonReader reader, ProtoWriter writer, OtlpField field, OtlpMessage message)
    {
        switch (field.Kind)
        {
            case FieldKind.Message when reader.TokenType == JsonTokenType.StartObject:
                var start = writer.Begin(field.Number);
                Object(ref reader, writer, field.Message);
                writer.End(start);
                break;
            case FieldKind.Text when reader.TokenType == JsonTokenType.String:
                writer.Text(field.Number, reader.GetString()!);
                break;
            case FieldKind.Id or FieldKind.Bytes when reader.TokenType == JsonTokenType.String:
                writer.Bytes(field.Number, Binary(reader.GetString()!, field, message));
                break;
            case FieldKind.Bool when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                writer.Varint(field.Number, reader.GetBoolean() ? 1UL : 0);
                break;
            case FieldKind.Message or FieldKind.Text or FieldKind.Id or FieldKind.Bytes or FieldKind.Bool:
                throw Unexpected(ref reader, field, message);
            case FieldKind.Fixed32:
                writer.Fixed32(field.Number, (uint)Number(ref reader, field, message));
                break;
            default:
                WriteNumber(writer, field, Number(ref reader, field, message));
                break;
        }
    }

    private static void WriteNumber(ProtoWriter writer, OtlpField field, ulong value)
    {
        if (field.WireType == WireType.Fixed64)
        {
            writer.Fixed64(field.Number, value);
        }
        else
        {
            writer.Varint(field.Number, value);
        }
    }

    private static void Packed(ref Utf8JsonReader reader, ProtoWriter writer, OtlpField field, OtlpMessage message)
    {
        var value = Number(ref reader, field, message);
        if (field.WireType == WireType.Fixed64)
        {
            writer.RawFixed64(value);
        }
        else
        {
            writer.Raw(value);
        }
    }

    /// <summary>The bits of a number as they lie on the wire.</summary>
    private static ulong Number(ref Utf8JsonReader reader, OtlpField field, OtlpMessage message)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw Unexpected(ref reader, field, message),
        };
        return Bits(text, field.Kind) ?? throw Unexpected(ref reader, field, message);
    }

    private static ulong? Bits(string text, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.Real:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                    ? BitConverter.DoubleToUInt64Bits(real)
                    : null;
            case FieldKind.Long or FieldKind.SignedFixed64:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed) ? (ulong)signed : null;
            case FieldKind.SignedNumber:
                return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zigzag)
                    ? (uint)((zigzag << 1) ^ (zigzag >> 31))
                    : null;
            case FieldKind.Number or FieldKind.Fixed32:
                return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var narrow) ? narrow : null;
            default:
                return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned) ? unsigned : null;
        }
    }

    private static byte[] Binary(string text, OtlpField field, OtlpMessage message)
    {
        var bytes = new byte[text.Length];
        var written = 0;
        var isValid = field.Kind == FieldKind.Id
            ? System.Convert.FromHexString(text, bytes, out _, out written) == OperationStatus.Done
            : System.Convert.TryFromBase64String(text, bytes, out written);
        return isValid
            ? bytes[..written]
            : throw new MalformedMessageException(
                $"{field.Name} of {message.Name} is not {(field.Kind == FieldKind.Id ? "hexadecimal" : "base64")}.");
    }

    private static MalformedMessageException Unexpected(ref Utf8JsonReader reader, OtlpField field, OtlpMessage message) =>
        new($"{field.Name} of {message.Name} cannot be this {reader.TokenType}, at byte {reader.TokenStartIndex}.");
}

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>
/// Walks everything that came in once, before any of it is kept: what is stored can be read later without a fault, however
/// late and by whichever page.
/// </summary>
internal static class MessageCheck
{
    /// <summary>Values within values: deeper than any real attribute, and far from the end of the stack.</summary>
    public const int MaxDepth = 32;

    /// <exception cref="MalformedMessageException">Not such a message.</exception>
    public static void Verify(ReadOnlySpan<byte> bytes, OtlpMessage message, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new MalformedMessageException($"{message.Name} is nested deeper than {MaxDepth} levels.");
        }

        var reader = new ProtoReader(bytes);
        while (reader.Next())
        {
            var field = message.Find(reader.Field);
            if (field is null)
            {
                reader.Skip();
            }
            else if (reader.WireType != field.WireType)
            {
                VerifyPacked(ref reader, message, field);
            }
            else if (field.Kind == FieldKind.Message)
            {
                Verify(reader.Bytes(), field.Message, depth + 1);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void VerifyPacked(ref ProtoReader reader, OtlpMessage message, OtlpField field)
    {
        if (!field.IsPacked || reader.WireType != WireType.LengthDelimited)
        {
            throw new MalformedMessageException($"Field {field.Number} ({field.Name}) of {message.Name} cannot be {reader.WireType} on the wire.");
        }

        var packed = reader.Bytes();
        if (field.WireType == WireType.Fixed64 && packed.Length % sizeof(ulong) != 0)
        {
            throw new MalformedMessageException($"{field.Name} of {message.Name} does not hold whole numbers: {packed.Length} bytes.");
        }

        if (field.WireType == WireType.Varint)
        {
            var numbers = new ProtoReader(packed);
            while (numbers.Position < packed.Length)
            {
                numbers.Varint();
            }
        }
    }
}

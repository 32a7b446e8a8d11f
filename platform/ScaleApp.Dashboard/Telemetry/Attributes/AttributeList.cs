using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Attributes;

/// <summary>Reads the attributes of a message (repeated <c>KeyValue</c>) where they lie.</summary>
internal static class AttributeList
{
    private const int Key = 1;
    private const int Value = 2;

    public static List<AttributeValue> Read(ReadOnlySpan<byte> message, int field)
    {
        var found = new List<AttributeValue>();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                found.Add(ReadOne(reader.Bytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>The value of one attribute, or null: nothing else is decoded.</summary>
    public static string? Find(ReadOnlySpan<byte> message, int field, ReadOnlySpan<byte> key)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != field)
            {
                reader.Skip();
                continue;
            }

            var attribute = reader.Bytes();
            if (KeyOf(attribute).SequenceEqual(key))
            {
                return ReadOne(attribute).Value;
            }
        }

        return null;
    }

    /// <summary>The key of a message <c>KeyValue</c>, in UTF-8.</summary>
    public static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> attribute)
    {
        var reader = new ProtoReader(attribute);
        while (reader.Next())
        {
            if (reader.Field == Key)
            {
                return reader.Bytes();
            }

            reader.Skip();
        }

        return [];
    }

    /// <summary>A message <c>KeyValue</c>.</summary>
    public static AttributeValue ReadOne(ReadOnlySpan<byte> attribute)
    {
        var (key, value) = ("", "");
        var reader = new ProtoReader(attribute);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Key:
                    key = reader.Text();
                    break;
                case Value:
                    value = AnyValueText.Read(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(key, value);
    }
}

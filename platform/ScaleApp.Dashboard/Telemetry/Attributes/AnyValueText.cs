using System.Globalization;
using System.Text;
using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Attributes;

/// <summary>A value of OTLP as a person reads it: text as it is, lists as [a, b], maps as {key: value}, bytes in base64.</summary>
internal static class AnyValueText
{
    public static string Read(ReadOnlySpan<byte> value)
    {
        var reader = new ProtoReader(value);
        // A plain string, nearly always.
        if (reader.Next() && reader.Field == 1)
        {
            return reader.Text();
        }

        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> value)
    {
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text.Append(reader.Text());
                    break;
                case 2:
                    text.Append(reader.Varint() != 0 ? "true" : "false");
                    break;
                case 3:
                    text.Append((long)reader.Varint());
                    break;
                case 4:
                    text.Append(reader.Double().ToString(CultureInfo.InvariantCulture));
                    break;
                case 5:
                    AppendList(text, reader.Bytes());
                    break;
                case 6:
                    AppendMap(text, reader.Bytes());
                    break;
                case 7:
                    text.Append(Convert.ToBase64String(reader.Bytes()));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void AppendList(StringBuilder text, ReadOnlySpan<byte> list)
    {
        text.Append('[');
        var separator = "";
        var reader = new ProtoReader(list);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            text.Append(separator);
            Append(text, reader.Bytes());
            separator = ", ";
        }

        text.Append(']');
    }

    private static void AppendMap(StringBuilder text, ReadOnlySpan<byte> map)
    {
        text.Append('{');
        var separator = "";
        foreach (var (key, value) in AttributeList.Read(map, field: 1))
        {
            text.Append(separator).Append(key).Append(": ").Append(value);
            separator = ", ";
        }

        text.Append('}');
    }
}

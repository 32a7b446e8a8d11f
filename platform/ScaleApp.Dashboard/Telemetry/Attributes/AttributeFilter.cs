using System.Text;

namespace ScaleApp.Dashboard.Telemetry.Attributes;

/// <summary>What the attributes of a record must be: <c>key=value</c>, or <c>key</c> for any value; several with a space between them.</summary>
internal sealed class AttributeFilter
{
    private readonly (byte[] Key, string? Value)[] _wanted;

    private AttributeFilter((byte[] Key, string? Value)[] wanted) => _wanted = wanted;

    /// <summary>Null when there is nothing to filter by. A value with a space stands in double quotes.</summary>
    public static AttributeFilter? Parse(string? text)
    {
        var wanted = Split(text ?? "").Select(Part).ToArray();
        return wanted is [] ? null : new(wanted);
    }

    /// <summary>An attribute of the record or of its resource has what is wanted, for each that is.</summary>
    public bool Matches(ReadOnlySpan<byte> message, int field, IReadOnlyList<AttributeValue> resource)
    {
        foreach (var (key, value) in _wanted)
        {
            var found = AttributeList.Find(message, field, key) ?? InResource(resource, key);
            if (found is null || (value is not null && !found.Equals(value, StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }

    private static string? InResource(IReadOnlyList<AttributeValue> resource, byte[] key)
    {
        foreach (var attribute in resource)
        {
            if (Encoding.UTF8.GetByteCount(attribute.Key) == key.Length && attribute.Key == Encoding.UTF8.GetString(key))
            {
                return attribute.Value;
            }
        }

        return null;
    }

    private static (byte[], string?) Part(string text)
    {
        var equals = text.IndexOf('=');
        return equals < 0
            ? (Encoding.UTF8.GetBytes(text), null)
            : (Encoding.UTF8.GetBytes(text[..equals]), text[(equals + 1)..]);
    }

    private static IEnumerable<string> Split(string text)
    {
        var part = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in text)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == ' ' && !isQuoted)
            {
                if (part.Length > 0)
                {
                    yield return part.ToString();
                    part.Clear();
                }
            }
            else
            {
                part.Append(letter);
            }
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }
}

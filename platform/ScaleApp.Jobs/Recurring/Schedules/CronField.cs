using System.Globalization;
using System.Numerics;

namespace ScaleApp.Jobs.Recurring.Schedules;

/// <summary>The values one field of a cron expression names, as a set of bits.</summary>
/// <param name="Bits">Bit n is set when the value n is named.</param>
/// <param name="IsInterval">The field is a star, a range or a step, so its author thinks of a rhythm and not of a time.</param>
internal readonly record struct CronField(ulong Bits, bool IsInterval)
{
    public bool Contains(int value) => (Bits & (1UL << value)) != 0;

    /// <summary>The smallest value not below <paramref name="value"/>, or -1.</summary>
    public int AtOrAfter(int value)
    {
        var rest = value > 63 ? 0 : Bits & (ulong.MaxValue << value);
        return rest == 0 ? -1 : BitOperations.TrailingZeroCount(rest);
    }

    public int First => BitOperations.TrailingZeroCount(Bits);

    /// <summary>Reads a field: numbers, names, <c>*</c>, ranges (also over the end, as 22-2), steps, and lists of these.</summary>
    public static CronField Parse(CronFieldKind kind, string text)
    {
        var bits = 0UL;
        var interval = false;

        foreach (var part in text.Split(','))
        {
            var (more, rhythm) = ParsePart(kind, part, text);
            bits |= more;
            interval |= rhythm;
        }

        return new CronField(kind.Fold(bits), interval);
    }

    private static (ulong Bits, bool IsInterval) ParsePart(CronFieldKind kind, string part, string text)
    {
        var slash = part.IndexOf('/');
        var range = slash < 0 ? part : part[..slash];
        var step = slash < 0 ? 1 : ParseStep(kind, part[(slash + 1)..], text);

        if (range is "*" or "?")
        {
            return (Fill(kind, kind.Min, kind.Max, step), true);
        }

        var dash = range.IndexOf('-');
        if (dash >= 0)
        {
            return (Fill(kind, ParseValue(kind, range[..dash], text), ParseValue(kind, range[(dash + 1)..], text), step), true);
        }

        var value = ParseValue(kind, range, text);
        return slash < 0 ? (1UL << value, false) : (Fill(kind, value, kind.Max, step), true);
    }

    private static ulong Fill(CronFieldKind kind, int from, int to, int step)
    {
        // A range that ends before it begins goes over the end of the field: 22-2 is 22, 23, 0, 1, 2.
        var span = kind.Max - kind.Min + 1;
        var last = to < from ? to + span : to;
        var bits = 0UL;

        for (var value = from; value <= last; value += step)
        {
            bits |= 1UL << (value > kind.Max && value > to ? value - span : value);
        }

        return bits;
    }

    private static int ParseStep(CronFieldKind kind, string digits, string text) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0 && step <= kind.Max
            ? step
            : throw kind.Error(text, $"the step '{digits}' is not a number from 1 to {kind.Max}");

    internal static int ParseValue(CronFieldKind kind, string word, string text)
    {
        var named = kind.Names.IndexOf(word.ToUpperInvariant());
        if (named >= 0)
        {
            return named + kind.Min;
        }

        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw kind.Error(text, word.Length == 0 ? "a value is missing" : $"'{word}' is not a value of this field");
        }

        return value >= kind.Min && value <= kind.Highest
            ? value
            : throw kind.Error(text, $"{value} is not between {kind.Min} and {kind.Highest}");
    }
}

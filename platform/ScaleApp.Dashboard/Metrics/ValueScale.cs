using ScaleApp.Dashboard.Components;

namespace ScaleApp.Dashboard.Metrics;

/// <summary>An axis of values with round marks, in the unit that OpenTelemetry gives (UCUM).</summary>
internal sealed record ValueScale(double Bottom, double Top, double Step, string Unit)
{
    private const int Marks = 5;

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var index = 0; Bottom + (index * Step) <= Top + (Step / 2); index++)
            {
                yield return Bottom + (index * Step);
            }
        }
    }

    public static ValueScale Over(double least, double greatest, string unit)
    {
        var range = greatest > least ? greatest - least : Math.Max(Math.Abs(greatest), 1);
        // Marks of bytes are round in bytes.
        var step = IsBytes(unit) && range > 4_096 ? Math.Pow(2, Math.Ceiling(Math.Log2(range / Marks))) : Nice(range / Marks);
        var bottom = Math.Floor(least / step) * step;
        return new(bottom, Math.Max(bottom + step, Math.Ceiling(greatest / step) * step), step, unit);
    }

    public string Text(double value) => Unit switch
    {
        "s" when double.Abs(value) < 1e9 => (value < 0 ? "-" : "") + Durations.Text(TimeSpan.FromSeconds(double.Abs(value))),
        "ms" when value is >= 0 and < 1e12 => Durations.Text(TimeSpan.FromMilliseconds(value)),
        "By" when double.Abs(value) < 1e18 => Units.Bytes((long)value),
        "By/s" when double.Abs(value) < 1e18 => $"{Units.Bytes((long)value)}/s",
        "s/s" => $"{value * 100:0.##} %",
        "" or "1" => Number(value),
        _ when Unit.StartsWith('{') || Unit == "1/s" => Number(value) + (Unit.EndsWith("/s", StringComparison.Ordinal) ? "/s" : ""),
        _ => $"{Number(value)} {LongText.Shorten(Unit, 16)}",
    };

    private static bool IsBytes(string unit) => unit is "By" or "By/s";

    private static string Number(double value) => double.Abs(value) switch
    {
        0 => "0",
        < 0.001 or >= 1e15 => $"{value:0.##e+0}",
        < 1 => $"{value:0.###}",
        < 1_000 => $"{value:0.##}",
        < 1_000_000 => $"{value / 1_000:0.##} k",
        < 1_000_000_000 => $"{value / 1_000_000:0.##} M",
        _ => $"{value / 1_000_000_000:0.##} G",
    };

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double Nice(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Metrics;
using ScaleApp.Dashboard.Telemetry.Metrics.Charts;

namespace ScaleApp.Dashboard.Metrics;

/// <summary>Where everything of a chart is drawn.</summary>
internal sealed class ChartDrawing
{
    public const int Width = 900;
    public const int Height = 320;
    public const int Left = 72;
    public const int Right = 868;
    public const int Top = 12;
    public const int Bottom = 288;

    private const int TimeTickCount = 6;

    private readonly Chart _chart;
    private readonly ValueScale _scale;

    public ChartDrawing(Chart chart)
    {
        _chart = chart;
        var values = chart.Lines.SelectMany(line => line.Values).OfType<double>().ToArray();
        // An outlier among single measurements must not flatten the lines: it stands at the top.
        _scale = ValueScale.Over(Math.Min(0, values.Min()), values.Max(), chart.Unit);
        ValueTicks = [.. _scale.Ticks.Select(tick => new Tick(Y(tick), _scale.Text(tick)))];
        TimeTicks = [.. Enumerable.Range(0, TimeTickCount).Select(TimeTick)];
        Dots = [.. chart.Exemplars.Select(exemplar => new Dot(X(exemplar.Time), Y(Math.Min(exemplar.Value, _scale.Top)), exemplar))];
    }

    public IReadOnlyList<Tick> ValueTicks { get; }

    public IReadOnlyList<Tick> TimeTicks { get; }

    public IReadOnlyList<Dot> Dots { get; }

    public DateTimeOffset From => UnixNano.Time(_chart.Grid.From);

    public DateTimeOffset To => UnixNano.Time(_chart.Grid.End);

    public string Text(double? value) => value is { } known ? _scale.Text(known) : "–";

    /// <summary>Drawn where something is known; a gap stays one.</summary>
    public string PathOf(ChartLine line)
    {
        var path = new StringBuilder();
        var isDrawing = false;
        for (var step = 0; step < line.Values.Count; step++)
        {
            if (line.Values[step] is not { } value)
            {
                isDrawing = false;
                continue;
            }

            var (x, y) = (XOf(step), Y(value));
            // A single value between gaps would be a line of no length; a round cap makes it a dot.
            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? 'L' : 'M')}{x} {y}");
            path.Append(isDrawing ? "" : "h0");
            isDrawing = true;
        }

        return path.ToString();
    }

    /// <summary>What the page's module needs to read values at a place.</summary>
    public string Json() => JsonSerializer.Serialize(new
    {
        from = _chart.Grid.From / 1_000_000,
        step = _chart.Grid.Step / 1_000_000,
        places = Enumerable.Range(0, _chart.Grid.Count).Select(XOf),
        texts = _chart.Lines.Select(line => line.Values.Select(Text)),
    });

    private Tick TimeTick(int index)
    {
        var time = _chart.Grid.From + (_chart.Grid.Step * _chart.Grid.Count * index / (TimeTickCount - 1));
        return new(X(time), UnixNano.Time(time).ToString("O"));
    }

    private double XOf(int step) => X(_chart.Grid.EndOf(step));

    private double X(long time) => Round(Left + ((double)(time - _chart.Grid.From) / (_chart.Grid.End - _chart.Grid.From) * (Right - Left)));

    private double Y(double value) => Round(Bottom - ((value - _scale.Bottom) / (_scale.Top - _scale.Bottom) * (Bottom - Top)));

    private static double Round(double value) => Math.Round(value, 1);

    /// <summary>A mark on an axis.</summary>
    internal readonly record struct Tick(double Place, string Text);

    /// <summary>One measurement.</summary>
    internal readonly record struct Dot(double X, double Y, Exemplar Exemplar);
}

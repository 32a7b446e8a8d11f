namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>Makes lines of the points of an instrument.</summary>
internal sealed class ChartReader(MetricStore store)
{
    public static readonly IReadOnlyList<double> Percentiles = [0.5, 0.9, 0.99];

    /// <summary>More lines than this cannot be told apart.</summary>
    private const int MostLines = 12;
    private const int MostExemplars = 200;

    /// <summary>Null when there is no such instrument.</summary>
    public Chart? Read(ChartQuery query)
    {
        // What is read under the lock is copied, and made lines of outside.
        IReadOnlyList<(string Label, SeriesCopy Series)> copies;
        MetricKind kind;
        string unit;
        lock (store.Gate)
        {
            if (store.Find(query.Instrument) is not { } instrument)
            {
                return null;
            }

            (kind, unit) = (instrument.Kind, instrument.Unit);
            copies =
            [
                .. instrument.Series.Where(series => query.Replica is null || series.Resource.Replica == query.Replica)
                    .Select(series => (Label(series, query), SeriesCopy.Of(series, query.Grid.From))),
            ];
        }

        var groups = copies.GroupBy(copy => copy.Label, copy => copy.Series).ToArray();
        var lines = groups.SelectMany(group => Lines(kind, group.Key, [.. group], query, isAlone: groups.Length == 1))
            .Where(line => line.Values.Any(value => value is not null)).ToArray();
        var shown = lines.Length <= MostLines
            ? lines
            : lines.OrderByDescending(line => line.Values.Max()).Take(MostLines).ToArray();
        var isRate = kind == MetricKind.Counter || (kind == MetricKind.Histogram && query.AsRate);
        return new(query.Grid, isRate ? $"{(kind == MetricKind.Histogram || unit.Length == 0 ? "1" : unit)}/s" : unit, shown,
            lines.Length - shown.Length, isRate ? [] : Exemplars(copies, query.Grid));
    }

    private static string Label(Series series, ChartQuery query) => query.Split switch
    {
        null => "",
        ChartQuery.ByReplica => series.Resource.Name,
        var key => series.Attributes.FirstOrDefault(attribute => attribute.Key == key).Value is { Length: > 0 } value ? value : "(none)",
    };

    private static IEnumerable<ChartLine> Lines(MetricKind kind, string label, SeriesCopy[] group, ChartQuery query, bool isAlone) => kind switch
    {
        MetricKind.Counter => [new(Or(label, "rate"), Increments<Amount>(group, query.Grid).Rates())],
        MetricKind.Histogram when query.AsRate => [new(Or(label, "rate"), Increments<Distribution>(group, query.Grid).Rates())],
        MetricKind.Histogram => PercentileLines(label, Increments<Distribution>(group, query.Grid), query, isAlone),
        MetricKind.Summary => QuantileLines(label, group, query),
        _ => [new(Or(label, "value"), Sum(group, query.Grid))],
    };

    private static string Or(string label, string otherwise) => label.Length > 0 ? label : otherwise;

    private static IEnumerable<ChartLine> PercentileLines(string label, Increments<Distribution> added, ChartQuery query, bool isAlone)
    {
        foreach (var part in isAlone ? Percentiles : [query.Percentile])
        {
            var values = Enumerable.Range(0, query.Grid.Count).Select(step => added.Added(step)?.Percentile(part)).ToArray();
            yield return new(isAlone ? $"p{part * 100:0.##}" : label, values);
        }
    }

    /// <summary>Quantiles of several services cannot be put together; the worst of them is shown.</summary>
    private static IEnumerable<ChartLine> QuantileLines(string label, SeriesCopy[] group, ChartQuery query)
    {
        var levels = group.Select(series => Levels.Read((IReadOnlyList<Point<IReadOnlyList<Quantile>>>)series.Points, query.Grid)).ToArray();
        var parts = levels.SelectMany(level => level).OfType<IReadOnlyList<Quantile>>().SelectMany(list => list)
            .Select(one => one.Part).Distinct().Order();
        foreach (var part in parts)
        {
            var values = Enumerable.Range(0, query.Grid.Count).Select(step => levels
                .SelectMany(level => level[step] ?? []).Where(one => one.Part == part).Select(one => (double?)one.Value).Max()).ToArray();
            yield return new($"{label} p{part * 100:0.##}".Trim(), values);
        }
    }

    private static double?[] Sum(SeriesCopy[] group, TimeGrid grid)
    {
        var sums = new double?[grid.Count];
        foreach (var series in group)
        {
            var points = ((IReadOnlyList<Point<double>>)series.Points).Select(point => new Point<double?>(point.Time, point.Value)).ToArray();
            var levels = Levels.Read(points, grid);
            for (var step = 0; step < grid.Count; step++)
            {
                sums[step] = levels[step] is { } value ? (sums[step] ?? 0) + value : sums[step];
            }
        }

        return sums;
    }

    private static Increments<T> Increments<T>(SeriesCopy[] group, TimeGrid grid)
        where T : ITotal<T>
    {
        var increments = new Increments<T>(grid);
        foreach (var series in group)
        {
            increments.Add((IReadOnlyList<Point<T>>)series.Points);
        }

        return increments;
    }

    private static IReadOnlyList<Exemplar> Exemplars(IReadOnlyList<(string Label, SeriesCopy Series)> copies, TimeGrid grid) =>
    [
        .. copies.SelectMany(copy => copy.Series.Exemplars).Where(exemplar => exemplar.Time >= grid.From && exemplar.Time < grid.End)
            .OrderByDescending(exemplar => exemplar.Value).Take(MostExemplars),
    ];

    /// <summary>A series as it was at one moment.</summary>
    private sealed record SeriesCopy(object Points, IReadOnlyList<Exemplar> Exemplars)
    {
        public static SeriesCopy Of(Series series, long from) => new(
            series switch
            {
                TotalSeries<Amount> counter => counter.Points.Since(from),
                TotalSeries<Distribution> histogram => histogram.Points.Since(from),
                SummarySeries summary => summary.Points.Since(from),
                _ => ((LevelSeries)series).Points.Since(from),
            },
            [.. Enumerable.Range(0, series.Exemplars.Count).Select(index => series.Exemplars[index])]);
    }
}

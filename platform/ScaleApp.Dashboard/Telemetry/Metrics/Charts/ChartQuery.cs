namespace ScaleApp.Dashboard.Telemetry.Metrics.Charts;

/// <summary>What a chart is made of.</summary>
/// <param name="Instrument">Which instrument.</param>
/// <param name="Grid">Which time.</param>
public sealed record ChartQuery(InstrumentName Instrument, TimeGrid Grid)
{
    /// <summary>A split that gives each replica a line of its own.</summary>
    public const string ByReplica = "replica";

    /// <summary>Only this replica; null for all.</summary>
    public string? Replica { get; init; }

    /// <summary>
    /// What gets lines of its own: <see cref="ByReplica"/>, or the values of an attribute of that name. Null for one sum of everything.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>For distributions: null for percentiles, or a count a second.</summary>
    public bool AsRate { get; init; }

    /// <summary>The percentile that lines have when there are several; one of those that are drawn together otherwise.</summary>
    public double Percentile { get; init; } = 0.99;
}

/// <summary>A chart's line.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Values">One for each step; null where nothing is known.</param>
public sealed record ChartLine(string Label, IReadOnlyList<double?> Values);

/// <summary>An instrument over time.</summary>
/// <param name="Grid">The time.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="Lines">The largest first, when there are many.</param>
/// <param name="Hidden">Lines that are not among them, because there would be too many to read.</param>
/// <param name="Exemplars">Single values in the time shown, with their traces.</param>
public sealed record Chart(TimeGrid Grid, string Unit, IReadOnlyList<ChartLine> Lines, int Hidden, IReadOnlyList<Exemplar> Exemplars);

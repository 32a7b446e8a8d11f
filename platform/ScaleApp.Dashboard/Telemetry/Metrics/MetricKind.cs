namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>What the values of an instrument mean.</summary>
public enum MetricKind
{
    /// <summary>A level: a gauge, or a sum that goes up and down.</summary>
    Level,

    /// <summary>A sum that only grows, shown as a rate.</summary>
    Counter,

    /// <summary>A distribution, shown as percentiles.</summary>
    Histogram,

    /// <summary>Quantiles that the service has computed itself.</summary>
    Summary,
}

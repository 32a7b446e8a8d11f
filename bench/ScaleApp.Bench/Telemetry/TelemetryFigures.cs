namespace ScaleApp.Bench.Telemetry;

/// <summary>What one dashboard takes in.</summary>
/// <param name="SpansPerCore">Spans per second of its processor time; the target is 50,000.</param>
/// <param name="SpansPerSecond">Spans per second, while the load generator shares the machine.</param>
/// <param name="LogsPerCore">As for spans; the target is 50,000.</param>
/// <param name="LogsPerSecond">As for spans.</param>
/// <param name="MillionSpansMegabytes">Memory of the process that holds 1,000,000 spans; the target is 1,500.</param>
/// <param name="TracePageMilliseconds">From asking for the page of a trace of 1,000 spans to having all of it; the target is 100.</param>
/// <param name="SoakMegabytes">Memory in the last third of the soak.</param>
/// <param name="SoakGrowth">That over the memory of the second third; the target is 1, flat. Null when the soak was too short to tell.</param>
/// <param name="SoakSeconds">How long the soak was.</param>
internal sealed record IngestFigures(double SpansPerCore, double SpansPerSecond, double LogsPerCore, double LogsPerSecond,
    double MillionSpansMegabytes, double TracePageMilliseconds, double SoakMegabytes, double? SoakGrowth, double SoakSeconds);

/// <summary>The API's requests per second with telemetry on and off; the target of their ratio is 0.85.</summary>
internal sealed record ApiFigures(double On, double Off)
{
    public double Ratio => On / Off;
}

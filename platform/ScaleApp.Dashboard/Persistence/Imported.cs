using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>What a file held.</summary>
internal sealed class Imported
{
    private readonly HashSet<OtlpSignal> _signals = [];

    /// <summary>Records that were taken in.</summary>
    public int Count { get; private set; }

    /// <summary>The page that shows it.</summary>
    public string Page => _signals.Contains(OtlpSignal.Traces) ? "/traces" : _signals.Contains(OtlpSignal.Logs) ? "/logs" : "/metrics";

    public void Add(OtlpSignal signal, IngestResult result)
    {
        _signals.Add(signal);
        Count += result.Accepted;
    }
}

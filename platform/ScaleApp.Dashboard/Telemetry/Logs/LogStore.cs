using ScaleApp.Dashboard.Telemetry.Storage;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Dashboard.Telemetry.Logs;

/// <summary>Holds log records in the order in which they came.</summary>
internal sealed class LogStore(TelemetryOptions options)
{
    private readonly Lock _gate = new();
    private readonly SegmentedLog<LogRecord> _records = new(options.MaxLogRecords, options.MaxBytes);

    /// <inheritdoc cref="TraceStore.Add"/>
    public void Add(ReadOnlySpan<LogRecord> records, long bytes)
    {
        if (records.IsEmpty)
        {
            return;
        }

        lock (_gate)
        {
            foreach (ref readonly var record in records)
            {
                _records.Append(record);
            }

            _records.AddBytes(bytes);
            while (_records.TrimOne() is not null)
            {
            }
        }
    }

    public StoreUsage Usage()
    {
        lock (_gate)
        {
            return new(_records.Count, _records.Bytes, _records.Dropped);
        }
    }

    public LogView<LogRecord> View()
    {
        lock (_gate)
        {
            return _records.View();
        }
    }
}

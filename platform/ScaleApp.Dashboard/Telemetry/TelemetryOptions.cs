using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Dashboard.Telemetry;

/// <summary>How much telemetry is held in memory. Where a limit is reached the oldest goes first, and the pages say so.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Dashboard:Telemetry";

    private const long Megabyte = 1024 * 1024;

    /// <summary>Most spans held. Default 250,000.</summary>
    [Range(16, 100_000_000)]
    public int MaxSpans { get; set; } = 250_000;

    /// <summary>Most log records held. Default 250,000.</summary>
    [Range(16, 100_000_000)]
    public int MaxLogRecords { get; set; } = 250_000;

    /// <summary>Most memory, in megabytes, for spans and for log records each, by what was received. Default 512.</summary>
    [Range(1, 65_536)]
    public int MaxMegabytes { get; set; } = 512;

    /// <summary>Most series of metrics: an instrument of a replica with one set of attributes. Default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSeries { get; set; } = 20_000;

    /// <summary>Most memory, in megabytes, for the points of metrics. Default 256.</summary>
    [Range(1, 65_536)]
    public int MaxMetricMegabytes { get; set; } = 256;

    /// <summary>A file that everything received is written to, from its beginning, to be opened again later. Default none.</summary>
    public string? RecordTo { get; set; }

    /// <summary>Most megabytes written to <see cref="RecordTo"/>; then recording ends. Default 4,096.</summary>
    [Range(1, 1_048_576)]
    public int MaxRecordMegabytes { get; set; } = 4_096;

    /// <summary>A recorded run, or OTLP in JSON, that is opened at start. Default none.</summary>
    public string? Open { get; set; }

    public long MaxBytes => MaxMegabytes * Megabyte;

    public long MaxMetricBytes => MaxMetricMegabytes * Megabyte;

    public long MaxRecordBytes => MaxRecordMegabytes * Megabyte;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RecordTo is { Length: > 0 } target && Open is { Length: > 0 } source && Path.GetFullPath(target) == Path.GetFullPath(source))
        {
            yield return new($"{Section}:{nameof(RecordTo)} is the file that {Section}:{nameof(Open)} opens, and would write over it. "
                + "Record to another file.");
        }
    }
}

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
/// <param name="LineNumber">Counts from 1 in the log it was read from; gaps are lines that were dropped.</param>
/// <param name="Content">The time in UTC (ISO 8601), a space, and what was written.</param>
/// <param name="IsErrorMessage">True when it came on standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage)
{
    /// <summary>The replica that wrote it; the resource's name for what the host says about it.</summary>
    internal string? Source { get; init; }
}

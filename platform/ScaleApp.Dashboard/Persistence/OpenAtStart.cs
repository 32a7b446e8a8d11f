using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>Opens the file that the settings name.</summary>
internal sealed partial class OpenAtStart(TelemetryOptions options, TelemetryImport import, ILogger<OpenAtStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Open is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            await using var file = File.OpenRead(path);
            var imported = await import.OpenAsync(file, stoppingToken);
            LogOpened(imported.Count, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or MalformedMessageException)
        {
            LogFailed(path, error.Message);
        }
    }

    [LoggerMessage(1444, LogLevel.Information, "Opened {Count} records of {Path}")]
    private partial void LogOpened(int count, string path);

    [LoggerMessage(1445, LogLevel.Error, "{Path} cannot be opened: {Why}")]
    private partial void LogFailed(string path, string why);
}

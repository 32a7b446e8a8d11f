using System.Threading.Channels;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Persistence;

/// <summary>Writes everything that is taken in to a file, when one is set.</summary>
/// <remarks>
/// Taking in never waits for the disk: when it is that far behind, requests are left out of the file, and the log says so. What was
/// written is whole after a kill, but for the last request, which reading leaves out.
/// </remarks>
internal sealed partial class RunRecorder(TelemetryOptions options, ILogger<RunRecorder> logger) : BackgroundService
{
    /// <summary>Most bytes that wait for the disk.</summary>
    private const long MostWaiting = 64 * 1024 * 1024;

    private readonly Channel<(OtlpSignal Signal, byte[] Request)> _queue = Channel.CreateUnbounded<(OtlpSignal, byte[])>();

    private long _waiting;
    private long _left;
    private volatile bool _isRecording = options.RecordTo is { Length: > 0 };

    /// <summary>Takes a request to be written; returns at once.</summary>
    public void Record(OtlpSignal signal, byte[] request)
    {
        if (!_isRecording)
        {
            return;
        }

        if (Interlocked.Add(ref _waiting, request.Length) <= MostWaiting && _queue.Writer.TryWrite((signal, request)))
        {
            return;
        }

        Interlocked.Add(ref _waiting, -request.Length);
        if (Interlocked.Increment(ref _left) == 1)
        {
            LogBehind(options.RecordTo!);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is waiting is still written.
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.RecordTo is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(RunFile.Magic.ToArray(), CancellationToken.None);
            await WriteAsync(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogFailed(path, error);
        }
        finally
        {
            _isRecording = false;
            // What came too late for it need not be held.
            while (_queue.Reader.TryRead(out _))
            {
            }

            if (Interlocked.Read(ref _left) is > 0 and var count)
            {
                LogLeft(count, path);
            }
        }
    }

    private async Task WriteAsync(FileStream file)
    {
        await foreach (var (signal, request) in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (file.Position + request.Length > options.MaxRecordBytes)
            {
                LogFull(file.Name, options.MaxRecordMegabytes);
                return;
            }

            await file.WriteAsync(RunFile.Prefix(signal, request.Length), CancellationToken.None);
            await file.WriteAsync(request, CancellationToken.None);
            Interlocked.Add(ref _waiting, -request.Length);
            if (_queue.Reader.Count == 0)
            {
                await file.FlushAsync(CancellationToken.None);
            }
        }
    }

    [LoggerMessage(1440, LogLevel.Warning, "The disk is too slow to record all telemetry to {Path}; some requests are left out of it")]
    private partial void LogBehind(string path);

    [LoggerMessage(1441, LogLevel.Warning, "{Path} has reached {Megabytes} MB and records no more; raise Dashboard:Telemetry:MaxRecordMegabytes")]
    private partial void LogFull(string path, int megabytes);

    [LoggerMessage(1442, LogLevel.Error, "Telemetry cannot be recorded to {Path}; check that its folder exists and may be written to")]
    private partial void LogFailed(string path, Exception error);

    [LoggerMessage(1443, LogLevel.Warning, "{Count} requests were left out of {Path}")]
    private partial void LogLeft(long count, string path);
}

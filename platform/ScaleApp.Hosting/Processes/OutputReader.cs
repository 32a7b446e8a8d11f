using System.Text;

namespace ScaleApp.Hosting.Processes;

/// <summary>Reads both outputs of a program until they end, whoever listens: a full pipe would stop the program.</summary>
internal sealed class OutputReader(Action<OutputLine> output, TimeProvider time, Action<Exception> onListenerFailed) : IDisposable
{
    /// <summary>The most characters of a line.</summary>
    public const int LineLimit = 32_768;

    private readonly CancellationTokenSource _giveUp = new();
    private readonly Lock _lock = new();
    private bool _hasListenerFailed;

    /// <summary>Reads until both outputs are at their end. Never faults.</summary>
    public Task ReadAsync(Stream standardOutput, Stream standardError) => Task.WhenAll(
        ReadAsync(standardOutput, isError: false), ReadAsync(standardError, isError: true));

    /// <summary>Stops reading: a detached process may hold an output open for ever.</summary>
    public void GiveUp() => _giveUp.Cancel();

    public void Dispose() => _giveUp.Dispose();

    private async Task ReadAsync(Stream stream, bool isError)
    {
        var bytes = new byte[8192];
        var text = new char[8192 + 1];
        var decoder = Encoding.UTF8.GetDecoder();
        var lines = new LineAssembler(LineLimit, line => Give(new OutputLine(time.GetUtcNow(), line, isError)));
        try
        {
            int read;
            while ((read = await stream.ReadAsync(bytes, _giveUp.Token).ConfigureAwait(false)) > 0)
            {
                lines.Add(text.AsSpan(0, decoder.GetChars(bytes, 0, read, text, 0)));
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other end is gone, or was given up: what came is kept.
        }

        lines.Complete();
    }

    private void Give(OutputLine line)
    {
        lock (_lock)
        {
            try
            {
                output(line);
            }
            catch (Exception error)
            {
                // A listener's fault must not stop the program; one report of it is enough.
                if (!_hasListenerFailed)
                {
                    _hasListenerFailed = true;
                    onListenerFailed(error);
                }
            }
        }
    }
}

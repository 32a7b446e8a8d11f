using System.Collections.Concurrent;

namespace ScaleApp.Hosting.Processes;

/// <summary>What a program that ran to its end said.</summary>
/// <param name="ExitCode">Its exit code, 128 + n after signal n.</param>
/// <param name="Output">The last lines of both its outputs, parted by line feeds.</param>
internal sealed record ProcessResult(int ExitCode, string Output);

/// <summary>Runs programs to their end.</summary>
internal static class ProcessRuns
{
    private const int LinesKept = 200;

    /// <summary>Starts a program, waits for its end and returns what it said.</summary>
    /// <exception cref="ProcessStartException">It is missing or may not be run.</exception>
    /// <exception cref="TimeoutException">It did not end by the deadline; it was killed.</exception>
    public static async Task<ProcessResult> RunAsync(
        this IProcessLauncher launcher, ProcessSpec spec, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        await using var process = await launcher.StartAsync(spec with { StopGrace = TimeSpan.Zero }, line => Keep(lines, line.Text),
            cancellationToken);
        try
        {
            var exitCode = await process.Exited.WaitAsync(deadline, cancellationToken);
            return new ProcessResult(exitCode, string.Join('\n', lines));
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException(
                $"'{Path.GetFileName(spec.FileName)} {string.Join(' ', spec.Arguments.Take(2))}' did not end within " +
                $"{deadline.TotalSeconds:0.#} s and was killed. It said: {string.Join('\n', lines)}", error);
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string line)
    {
        lines.Enqueue(line);
        if (lines.Count > LinesKept)
        {
            lines.TryDequeue(out _);
        }
    }
}

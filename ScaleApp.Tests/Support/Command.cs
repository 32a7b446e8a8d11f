namespace ScaleApp.Tests.Support;

/// <summary>Runs programs of this machine to their end.</summary>
internal static class Command
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <returns>Both outputs of the program, which has to succeed.</returns>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        var (exitCode, output) = await TryAsync(start);
        Assert.True(exitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {exitCode}: {output}");
        return output;
    }

    public static async Task<(int ExitCode, string Output)> TryAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} does not end.");
        }
    }
}

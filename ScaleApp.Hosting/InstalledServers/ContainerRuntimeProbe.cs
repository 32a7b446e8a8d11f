using System.ComponentModel;
using System.Diagnostics;

namespace ScaleApp.Hosting;

/// <summary>Asks a container runtime whether it answers.</summary>
/// <remarks>A client without an engine is common (Docker Desktop is not started), so its presence proves nothing.</remarks>
internal sealed class ContainerRuntimeProbe(TimeProvider time)
{
    internal TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the clients are; empty for PATH.</summary>
    internal string Folder { get; init; } = "";

    /// <summary>Returns null when the engine of the runtime answers, otherwise why it does not.</summary>
    public Task<string?> FindFaultAsync(string runtime, CancellationToken cancellationToken) =>
        RunAsync(runtime, ["ps", "--quiet"], cancellationToken);

    public async Task<bool> HasImageAsync(string runtime, string image, CancellationToken cancellationToken) =>
        await RunAsync(runtime, ["image", "inspect", image], cancellationToken) is null;

    private async Task<string?> RunAsync(string runtime, string[] arguments, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(Path.Combine(Folder, runtime), arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var error = await process.StandardError.ReadToEndAsync(either.Token);
            await output;
            await process.WaitForExitAsync(either.Token);

            return process.ExitCode == 0 ? null : LastLine(error) ?? $"exit code {process.ExitCode}";
        }
        catch (Win32Exception)
        {
            return "not installed";
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return $"no answer within {Deadline.TotalSeconds:0.#} s";
        }
        finally
        {
            End(process);
        }
    }

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()?.TrimEnd('.');

    private static void End(Process? process)
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
        }

        process?.Dispose();
    }
}

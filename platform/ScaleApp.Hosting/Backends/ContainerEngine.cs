using Microsoft.Extensions.Options;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Finds the docker or podman whose engine answers.</summary>
/// <remarks>A client without an engine behind it is common (Docker Desktop not started), so the client's presence says nothing.</remarks>
internal sealed class ContainerEngine(IProcessLauncher launcher, IOptions<ContainerOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private string? _found;

    /// <summary>The full path of the client whose engine answers, or null, with the reason for each one that does not.</summary>
    public async Task<(string? Client, string Reason)> FindAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (_found is not null)
            {
                return (_found, "");
            }

            var reasons = new List<string>();
            foreach (var name in options.Value.Engine is { Length: > 0 } chosen ? [chosen] : (string[])["docker", "podman"])
            {
                if (await AskAsync(name, cancellationToken) is not { } reason)
                {
                    return (_found = ProgramFinder.Find(name), "");
                }

                reasons.Add($"{name}: {reason}");
            }

            return (null, string.Join("; ", reasons));
        }
        finally
        {
            _lock.Release();
        }
    }

    public void Dispose() => _lock.Dispose();

    private async Task<string?> AskAsync(string name, CancellationToken cancellationToken)
    {
        if (ProgramFinder.Find(name) is not { } client)
        {
            return "not installed";
        }

        try
        {
            var spec = new ProcessSpec
            {
                Name = $"{name}-check",
                FileName = client,
                Arguments = [.. options.Value.EngineArguments, "ps", "--quiet"],
                WorkingDirectory = Path.GetTempPath(),
            };
            var result = await launcher.RunAsync(spec, options.Value.AnswerWithin, cancellationToken);
            return result.ExitCode == 0 ? null : result.Output.Split('\n')[^1].TrimEnd('.');
        }
        catch (Exception error) when (error is TimeoutException or ProcessStartException)
        {
            return $"its engine does not answer within {options.Value.AnswerWithin.TotalSeconds:0.#} s";
        }
    }
}

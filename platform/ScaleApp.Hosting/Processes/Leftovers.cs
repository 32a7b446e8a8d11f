namespace ScaleApp.Hosting.Processes;

/// <summary>Removes what a program leaves behind apart from processes: its container and its temporary folders.</summary>
internal sealed class Leftovers(IProcessLauncher launcher, TimeProvider time)
{
    private const int Attempts = 5;

    private static readonly TimeSpan ContainerDeadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="IOException">Something could not be removed; the rest was.</exception>
    public async Task RemoveAsync(
        ContainerName? container, IEnumerable<string> temporaryFolders, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        if (container is not null)
        {
            failures.AddRange(await RemoveContainerAsync(container, cancellationToken));
        }

        foreach (var folder in temporaryFolders)
        {
            try
            {
                await TemporaryFolder.RemoveAsync(folder, time, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                failures.Add(error.Message);
            }
        }

        if (failures.Count > 0)
        {
            throw new IOException(string.Join(' ', failures));
        }
    }

    /// <summary>
    /// Removes a container, and says why it could not. It is tried again, since an engine that was told to remove it when it ends may be at
    /// it just now, and refuse.
    /// </summary>
    private async Task<string[]> RemoveContainerAsync(ContainerName container, CancellationToken cancellationToken)
    {
        var spec = new ProcessSpec
        {
            Name = $"{container.Name}-removal",
            FileName = container.Engine,
            Arguments = ["rm", "--force", "--volumes", container.Name],
            WorkingDirectory = Path.GetTempPath(),
        };
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var result = await launcher.RunAsync(spec, ContainerDeadline, cancellationToken);
                if (result.ExitCode == 0 || result.Output.Contains("no such container", StringComparison.OrdinalIgnoreCase)
                    || result.Output.Contains("no container with name", StringComparison.OrdinalIgnoreCase))
                {
                    return [];
                }

                if (attempt == Attempts)
                {
                    return [$"The container '{container.Name}' could not be removed: {result.Output}"];
                }

                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (Exception error) when (error is ProcessStartException or TimeoutException)
        {
            return [$"The container '{container.Name}' could not be removed: {error.Message}"];
        }
    }
}

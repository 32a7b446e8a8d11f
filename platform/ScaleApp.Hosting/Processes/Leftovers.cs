namespace ScaleApp.Hosting.Processes;

/// <summary>Removes what a program leaves behind apart from processes: its container and its temporary folders.</summary>
internal sealed class Leftovers(IProcessLauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan ContainerDeadline = TimeSpan.FromSeconds(15);

    /// <exception cref="IOException">Something could not be removed; the rest was.</exception>
    public async Task RemoveAsync(
        ContainerName? container, IEnumerable<string> temporaryFolders, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        if (container is not null && await RemoveContainerAsync(container, cancellationToken) is { } failure)
        {
            failures.Add(failure);
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

    private async Task<string?> RemoveContainerAsync(ContainerName container, CancellationToken cancellationToken)
    {
        try
        {
            var result = await launcher.RunAsync(
                new ProcessSpec
                {
                    Name = $"{container.Name}-removal",
                    FileName = container.Engine,
                    Arguments = ["rm", "--force", "--volumes", container.Name],
                    WorkingDirectory = Path.GetTempPath(),
                },
                ContainerDeadline, cancellationToken);

            return result.ExitCode == 0 || result.Output.Contains("no such container", StringComparison.OrdinalIgnoreCase) ||
                   result.Output.Contains("no container with name", StringComparison.OrdinalIgnoreCase)
                ? null
                : $"The container '{container.Name}' could not be removed: {result.Output}";
        }
        catch (Exception error) when (error is ProcessStartException or TimeoutException)
        {
            return $"The container '{container.Name}' could not be removed: {error.Message}";
        }
    }
}

namespace ScaleApp.Hosting.Backends;

/// <summary>Chooses between this machine's own installation of a server and a container.</summary>
internal sealed class BackendChoice(ContainerEngine engine)
{
    /// <param name="kind">What the server is.</param>
    /// <param name="context">Says which ways are allowed.</param>
    /// <param name="missing">Why there is no installation of its own, or null when there is one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The container engine's client to use, or null for the machine's own installation.</returns>
    /// <exception cref="BackendUnavailableException">Neither is possible.</exception>
    public async Task<string?> FindClientAsync(
        BackendKind kind, BackendContext context, string? missing, CancellationToken cancellationToken)
    {
        if (context.Preference != BackendPreference.Container && missing is null)
        {
            return null;
        }

        var reason = "ScaleApp:Backends allows no container";
        if (context.Preference != BackendPreference.Native)
        {
            (var client, reason) = await engine.FindAsync(cancellationToken);
            if (client is not null)
            {
                return client;
            }
        }

        var native = context.Preference == BackendPreference.Container ? "ScaleApp:Backends allows only a container" : missing;
        throw new BackendUnavailableException(
            $"'{context.ResourceName}' needs {kind}, which cannot be run here. Native: {native}. Container: {reason}. " +
            $"Install it with: {InstallHint.For(kind)} - or start Docker, or install podman with: " +
            $"{InstallHint.For(BackendKind.Podman)} - and see that ScaleApp:Backends is any.");
    }
}

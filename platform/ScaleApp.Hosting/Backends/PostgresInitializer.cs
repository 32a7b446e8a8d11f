using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Makes PostgreSQL's data folder and sees that an existing one can be used.</summary>
internal sealed class PostgresInitializer(IProcessLauncher launcher)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Sorts by code point and still knows letters beyond ASCII, the same on every Linux.
    private static readonly string Locale = OperatingSystem.IsLinux() ? "C.UTF-8" : "C";

    /// <summary>Makes the data if there is none. It appears in one step, so a kill on the way leaves no half of it.</summary>
    public async Task CreateMissingAsync(
        BackendContext context, PostgresInstallation installation, PostgresFolder folder, CancellationToken cancellationToken)
    {
        if (folder.Version is not null)
        {
            return;
        }

        if (Directory.Exists(folder.Draft))
        {
            Directory.Delete(folder.Draft, recursive: true);
        }

        folder.MakeOwned(folder.Draft);
        var passwordFolder = TemporaryFolder.Create($"{context.ResourceName}-secret", folder.Root);
        try
        {
            await InitializeAsync(context, installation, folder, passwordFolder, cancellationToken);
        }
        finally
        {
            Directory.Delete(passwordFolder, recursive: true);
        }

        if (Directory.Exists(folder.Data))
        {
            throw new BackendUnavailableException(
                $"{folder.Data} is there but is no PostgreSQL data: move it away, then start again.");
        }

        await folder.SealAsync(context.UserName!, context.Password!, cancellationToken);
        Directory.Move(folder.Draft, folder.Data);
    }

    /// <summary>Sees that nobody runs on the data, and removes the mark of a server that died.</summary>
    /// <exception cref="BackendUnavailableException">Data of another version or password, or a server is running on it.</exception>
    public static void Check(BackendContext context, PostgresInstallation installation, PostgresFolder folder)
    {
        if (folder.Version is not { } version)
        {
            return;
        }

        if (version != $"{installation.Major}")
        {
            throw new BackendUnavailableException(
                $"The data of '{context.ResourceName}' in {folder.Data} is of PostgreSQL {version}, and this machine has " +
                $"{installation.Major}. Install PostgreSQL {version} beside it, or move the data over with pg_upgrade, or " +
                $"delete {folder.Root} to start anew without the data.");
        }

        if (folder.IsSealedForAnother(context.UserName!, context.Password!))
        {
            throw new BackendUnavailableException(
                $"The data of '{context.ResourceName}' in {folder.Data} was made with another user name or password. Give it " +
                $"those, or delete {folder.Root} to start anew without the data.");
        }

        if (PostmasterFile.Read(folder.Data) is { } mark)
        {
            mark.RemoveIfDead(context.ResourceName);
        }
    }

    private async Task InitializeAsync(
        BackendContext context, PostgresInstallation installation, PostgresFolder folder, string passwordFolder,
        CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(passwordFolder, "password");
        await PrivateFile.WriteAsync(passwordFile, context.Password!, cancellationToken);
        if (folder.User is { } user)
        {
            FolderOwner.Give(passwordFolder, user);
            FolderOwner.Give(passwordFile, user);
        }

        var spec = new ProcessSpec
        {
            Name = $"{context.ResourceName}-initdb",
            FileName = installation.InitDb,
            Arguments =
            [
                "--pgdata", folder.Draft, "--username", context.UserName!, "--pwfile", passwordFile,
                "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", Locale, "--no-sync",
            ],
            WorkingDirectory = folder.Root,
            UserName = folder.User?.Name,
        };
        var result = await launcher.RunAsync(spec, Deadline, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new BackendUnavailableException(
                $"The data of '{context.ResourceName}' could not be made in {folder.Root}. initdb said: {result.Output}");
        }
    }
}

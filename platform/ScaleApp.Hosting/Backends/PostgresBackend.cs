using System.Runtime.InteropServices;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Runs PostgreSQL.</summary>
/// <remarks>
/// Native: loopback only, no socket file, passwords by SCRAM; as the user <c>postgres</c> when the host is root. Data that goes
/// with the server is not flushed to disk. The data folder is one host's at a time and stays usable after a kill at any
/// moment. Stopped by SIGINT: clients are cut off, data is written.
/// </remarks>
internal sealed class PostgresBackend(
    BackendChoice choice, ContainerCommand command, IProcessLauncher launcher, TimeProvider time) : IBackend
{
    public const string DefaultImage = "docker.io/library/postgres:17";

    private const int ContainerPort = 5432;
    private const string ContainerData = "/var/lib/postgresql/data";

    private static readonly string[] WithoutFlushing =
        ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];

    private readonly PostgresInitializer _initializer = new(launcher);

    /// <summary>Finds the installations; replaced by tests.</summary>
    internal Func<CancellationToken, Task<IReadOnlyList<PostgresInstallation>>> FindInstallations { get; init; } =
        token => PostgresInstallation.FindAllAsync(launcher, token);

    public async Task<ProcessSpec> PrepareAsync(BackendContext context, CancellationToken cancellationToken)
    {
        context = context with { UserName = context.UserName ?? "postgres" };
        if (string.IsNullOrEmpty(context.Password))
        {
            throw new BackendUnavailableException($"'{context.ResourceName}' needs a password: PostgreSQL lets nobody in without.");
        }

        var installations = context.Preference == BackendPreference.Container ? [] : await FindInstallations(cancellationToken);
        var missing = installations is [] ? "no postgres with initdb on PATH or in the usual folders" : null;
        var client = await choice.FindClientAsync(BackendKind.PostgreSQL, context, missing, cancellationToken);

        return client is null
            ? await PrepareNativeAsync(context, installations, cancellationToken)
            : await PrepareContainerAsync(context, client, cancellationToken);
    }

    private async Task<ProcessSpec> PrepareNativeAsync(
        BackendContext context, IReadOnlyList<PostgresInstallation> installations, CancellationToken cancellationToken)
    {
        var folder = PostgresFolder.Make(context);
        DataFolderLock? held = null;
        try
        {
            held = await DataFolderLock.TakeAsync(context.ResourceName, folder.Root, time, cancellationToken);
            var installation = installations.FirstOrDefault(found => $"{found.Major}" == folder.Version) ?? installations[0];
            PostgresInitializer.Check(context, installation, folder);
            context.Report(
                $"Running PostgreSQL {installation.Major} of {installation.Folder} on port {context.Port}, data in {folder.Data}");
            await _initializer.CreateMissingAsync(context, installation, folder, cancellationToken);
            return Native(context, installation, folder, held);
        }
        catch
        {
            held?.Dispose();
            if (folder.IsTemporary)
            {
                await TemporaryFolder.RemoveAsync(folder.Root, time, CancellationToken.None);
            }

            throw;
        }
    }

    private static ProcessSpec Native(
        BackendContext context, PostgresInstallation installation, PostgresFolder folder, DataFolderLock held) => new()
        {
            Name = context.ResourceName,
            FileName = installation.Server,
            Arguments =
            [
                "-D", folder.Data, "-p", $"{context.Port}", "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", "-c", "logging_collector=off", "-c", "log_destination=stderr",
                .. Settings(context, folder.IsTemporary),
            ],
            WorkingDirectory = folder.Root,
            Environment = context.Variables,
            UserName = folder.User?.Name,
            StopSignal = PosixSignal.SIGINT,
            TemporaryFolders = folder.IsTemporary ? [folder.Root] : [],
            CleanUp = held.ReleaseAsync,
        };

    private async Task<ProcessSpec> PrepareContainerAsync(
        BackendContext context, string client, CancellationToken cancellationToken)
    {
        var image = context.Image ?? DefaultImage;
        var data = context.DataFolder is null ? null
            : await DataFolder.TakeAsync(context, "container", time, cancellationToken);
        context.Report($"Running {image} by {Path.GetFileName(client)} on port {context.Port}");
        var variables = new Dictionary<string, string?>(context.Variables)
        {
            ["POSTGRES_USER"] = context.UserName,
            ["POSTGRES_PASSWORD"] = context.Password,
            ["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --no-sync",
            // A mounted folder may hold more than the data, which initdb would refuse.
            ["PGDATA"] = $"{ContainerData}/pgdata",
        };
        var spec = command.Create(
            client,
            context with
            {
                Variables = variables,
                ContainerPorts = [(context.Port, ContainerPort)],
                Mounts =
                [
                    data is null
                        ? new(null, ContainerData, ContainerMountType.Volume, isReadOnly: false)
                        : new(data.Path, ContainerData, ContainerMountType.BindMount, isReadOnly: false),
                ],
            },
            image);

        return spec with
        {
            Arguments = [.. spec.Arguments, "postgres", .. Settings(context, isTemporary: data is null)],
            StopSignal = PosixSignal.SIGINT,
            CleanUp = data is null ? null : data.Lock.ReleaseAsync,
        };
    }

    private static string[] Settings(BackendContext context, bool isTemporary) =>
        ["-c", $"max_connections={context.MaxConnections}", .. isTemporary ? WithoutFlushing : []];
}

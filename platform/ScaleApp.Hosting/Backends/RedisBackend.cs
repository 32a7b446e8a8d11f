using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Runs Redis or Valkey.</summary>
/// <remarks>
/// Native: loopback only; the configuration, with the password, is in a file that only its owner may read. With a data folder
/// every change is logged and flushed every second, so a crash of the machine loses a second at most; without one nothing
/// is written. The data folder is one host's at a time.
/// </remarks>
internal sealed class RedisBackend(BackendChoice choice, ContainerCommand command, TimeProvider time) : IBackend
{
    public const string DefaultImage = "docker.io/library/redis:7.4";

    private const int ContainerPort = 6379;
    private const string ContainerConfiguration = "/etc/scaleapp-redis.conf";

    private static readonly string[] Programs = ["redis-server", "valkey-server", "memurai"];

    private static readonly string[] Folders = OperatingSystem.IsWindows()
        ? [@"C:\Program Files\Memurai", @"C:\Program Files\Redis"]
        : ["/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/usr/local/opt/redis/bin"];

    /// <summary>Finds the program; replaced by tests.</summary>
    internal Func<string?> FindProgram { get; init; } = () =>
        Programs.Select(name => ProgramFinder.Find(name, Folders)).FirstOrDefault(found => found is not null);

    public async Task<ProcessSpec> PrepareAsync(BackendContext context, CancellationToken cancellationToken)
    {
        var program = FindProgram();
        var missing = program is null ? $"no {string.Join(", ", Programs)} on PATH or in the usual folders" : null;
        var client = await choice.FindClientAsync(BackendKind.Redis, context, missing, cancellationToken);
        var temporary = TemporaryFolder.Create(context.ResourceName);
        try
        {
            return client is null
                ? await PrepareNativeAsync(context, program!, temporary, cancellationToken)
                : await PrepareContainerAsync(context, client, temporary, cancellationToken);
        }
        catch
        {
            await TemporaryFolder.RemoveAsync(temporary, time, CancellationToken.None);
            throw;
        }
    }

    private async Task<ProcessSpec> PrepareNativeAsync(
        BackendContext context, string program, string temporary, CancellationToken cancellationToken)
    {
        var file = Path.Combine(temporary, "redis.conf");
        var data = context.DataFolder is null ? null
            : await DataFolder.TakeAsync(context, "native", time, cancellationToken);
        var text = RedisConfiguration.Write(
            "127.0.0.1", context.Port, context.Password, data?.Path ?? temporary, isKept: data is not null);
        await PrivateFile.WriteAsync(file, text, cancellationToken);
        context.Report($"Running {program} on port {context.Port}, {Describe(data)}");

        return new ProcessSpec
        {
            Name = context.ResourceName,
            FileName = program,
            Arguments = [file],
            WorkingDirectory = temporary,
            Environment = context.Variables,
            TemporaryFolders = [temporary],
            CleanUp = data is null ? null : data.Lock.ReleaseAsync,
        };
    }

    private async Task<ProcessSpec> PrepareContainerAsync(
        BackendContext context, string client, string temporary, CancellationToken cancellationToken)
    {
        var image = context.Image ?? DefaultImage;
        var file = Path.Combine(temporary, "redis.conf");
        var data = context.DataFolder is null ? null
            : await DataFolder.TakeAsync(context, "container", time, cancellationToken);
        await File.WriteAllTextAsync(
            file, RedisConfiguration.Write("*", ContainerPort, context.Password, "/data", isKept: data is not null),
            cancellationToken);
        AllowReading(file);
        context.Report($"Running {image} by {Path.GetFileName(client)} on port {context.Port}, {Describe(data)}");
        ContainerMountAnnotation[] mounts =
        [
            new(file, ContainerConfiguration, ContainerMountType.BindMount, isReadOnly: true),
            data is null
                ? new(null, "/data", ContainerMountType.Volume, isReadOnly: false)
                : new(data.Path, "/data", ContainerMountType.BindMount, isReadOnly: false),
        ];
        var spec = command.Create(
            client, context with { Mounts = mounts, ContainerPorts = [(context.Port, ContainerPort)] }, image);

        return spec with
        {
            Arguments = [.. spec.Arguments, "redis-server", ContainerConfiguration],
            TemporaryFolders = [temporary],
            CleanUp = data is null ? null : data.Lock.ReleaseAsync,
        };
    }

    private static string Describe(DataFolder? data) => data is null ? "without data on disk" : $"data in {data.Path}";

    /// <summary>The container's user is another. On this machine the folder around the file keeps others out.</summary>
    private static void AllowReading(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }
}

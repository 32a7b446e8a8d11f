using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Deploy;

/// <summary>Podman with storage and networks in a temporary folder, and in it the images of the deployment. Disposal leaves nothing.</summary>
/// <remarks>
/// The images that <c>deploy/Dockerfile</c> starts from are made from this machine's programs. What its first stage would publish is published here from
/// the programs that are built already; its last stage, which says what runs and as whom, is used as it is.
/// </remarks>
public sealed class ContainerEngine : IAsyncLifetime
{
    internal const string Version = "test";

    /// <summary>What the tests need on this machine.</summary>
    internal static readonly string[] Programs = ["podman", "podman-compose", "runc", "netavark", "aardvark-dns", "iptables", "redis-server", "postgres"];

    private readonly string _repository = TestTopology.RepositoryFolder();
    private readonly Dictionary<string, string> _environment = [];

    internal string Folder { get; } = Directory.CreateTempSubdirectory("scaleapp-containers-").FullName;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(Programs) is not null)
        {
            return;
        }

        await ConfigureAsync();
        try
        {
            await RunAsync(Path.Combine(_repository, "eng", "local-images.sh"));
            foreach (var project in (string[])["Api", "Worker", "Gateway"])
            {
                await BuildAsync($"ScaleApp.{project}", $"scaleapp/{project}:{Version}".ToLowerInvariant());
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        if (_environment.Count > 0)
        {
            foreach (var arguments in (string[][])[["pod", "rm", "--all", "--force", "--time", "0"], ["rm", "--all", "--force", "--time", "0"], ["network", "prune", "--force"]])
            {
                await TryAsync("podman", arguments);
            }

            // Podman mounts the folder of layers onto itself.
            await TryAsync("umount", Path.Combine(Folder, "storage", "overlay"));
        }

        Directory.Delete(Folder, recursive: true);
    }

    internal Task<string> PodmanAsync(params string[] arguments) => RunAsync("podman", arguments);

    /// <returns>Both outputs of the program, which has to succeed.</returns>
    internal Task<string> RunAsync(string program, params string[] arguments) => Command.RunAsync(Start(program, arguments));

    internal Task<(int ExitCode, string Output)> TryAsync(string program, params string[] arguments) => Command.TryAsync(Start(program, arguments));

    internal void Set(string variable, string value) => _environment[variable] = value;

    private ProcessStartInfo Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task ConfigureAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "storage.conf"),
            $"""
            [storage]
            driver = "overlay"
            graphroot = "{Folder}/storage"
            runroot = "{Folder}/run"
            """);

        // Limits that every machine has, also one without the right to raise them.
        await File.WriteAllTextAsync(Path.Combine(Folder, "containers.conf"),
            $"""
            [engine]
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            infra_image = "localhost/scaleapp-pause"
            [network]
            network_backend = "netavark"
            network_config_dir = "{Folder}/networks"
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
            """);
        Set("CONTAINERS_STORAGE_CONF", Path.Combine(Folder, "storage.conf"));
        Set("CONTAINERS_CONF", Path.Combine(Folder, "containers.conf"));

        // Podman schedules health checks with systemd. Without it the tests run them.
        Set("DISABLE_HC_SYSTEMD", "true");
    }

    private async Task BuildAsync(string project, string image)
    {
        var context = Path.Combine(Folder, project);
        var service = Path.Combine(context, "service");
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        await RunAsync("dotnet", "publish", Path.Combine(_repository, project), "--no-build", "-c", configuration, "-o", service, "-nologo", "-v", "quiet");
        foreach (var runtime in Directory.Exists($"{service}/runtimes") ? Directory.GetDirectories($"{service}/runtimes") : [])
        {
            // Half a gigabyte for other systems.
            if (!Path.GetFileName(runtime).StartsWith("linux-x64", StringComparison.Ordinal) && !Path.GetFileName(runtime).StartsWith("linux-arm64", StringComparison.Ordinal))
            {
                Directory.Delete(runtime, recursive: true);
            }
        }

        File.CreateSymbolicLink(Path.Combine(service, "service"), project);
        await PodmanAsync("build", "--quiet", "--file", Path.Combine(_repository, "deploy", "Dockerfile"), "--build-arg", $"PROJECT={project}",
            "--build-context", $"build={context}", "--tag", image, context);
    }
}

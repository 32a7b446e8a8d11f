namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class ServerChooserTests : IDisposable
{
    private const string Answers = "exit 0";
    private const string NoEngine = "echo 'no engine' >&2; exit 1";
    private const string NoImages = "[ \"$1\" = ps ]";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(ServerMode.Installed, Answers, true)]
    [InlineData(ServerMode.Container, NoEngine, false)]
    [InlineData(ServerMode.Auto, Answers, false)]
    [InlineData(ServerMode.Auto, NoEngine, true)]
    internal async Task Mode_and_docker_choose(ServerMode mode, string docker, bool isInstalled)
    {
        _folder.Script("docker", docker);

        var choice = await Chooser(mode).ChooseAsync(Servers(), CancellationToken.None);

        Assert.Equal(isInstalled, choice.IsInstalled);
    }

    [Fact]
    public async Task Reason_says_why_each_runtime_is_not_used()
    {
        _folder.Script("docker", NoEngine);

        var choice = await Chooser().ChooseAsync(Servers(), CancellationToken.None);

        Assert.Equal(
            "Servers is auto and no container runtime can be used (docker: no engine; podman: not installed)", choice.Reason);
    }

    [Fact]
    public async Task Podman_is_used_where_it_has_the_images()
    {
        _folder.Script("podman", "case \"$*\" in 'ps --quiet' | 'image inspect docker.io/library/'*) ;; *) exit 2 ;; esac");

        Assert.False((await Chooser().ChooseAsync(Servers(), CancellationToken.None)).IsInstalled);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Podman_without_images_is_used_where_nothing_is_installed(bool hasPrograms, bool isInstalled)
    {
        _folder.Script("podman", NoImages);

        var choice = await Chooser(hasPrograms: hasPrograms).ChooseAsync(Servers(), CancellationToken.None);

        Assert.Equal(isInstalled, choice.IsInstalled);
    }

    [Fact]
    public async Task Runtime_configured_for_Aspire_is_the_only_one_probed()
    {
        _folder.Script("docker", NoEngine);
        _folder.Script("podman", NoImages);

        Assert.False((await Chooser(runtime: "podman").ChooseAsync(Servers(), CancellationToken.None)).IsInstalled);
        Assert.True((await Chooser(runtime: "docker").ChooseAsync(Servers(), CancellationToken.None)).IsInstalled);
    }

    [Fact]
    public async Task Systems_other_than_Linux_get_instructions()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            Chooser(ServerMode.Installed, isLinux: false).ChooseAsync(Servers(), CancellationToken.None));

        Assert.All(["Linux only", "Start Docker or Podman", "Servers to container"],
            text => Assert.Contains(text, error.Message));
    }

    [Fact]
    public async Task Runtime_that_hangs_is_at_fault_and_ended()
    {
        var probe = new ContainerRuntimeProbe(TimeProvider.System) { Deadline = TimeSpan.FromSeconds(1) };
        var client = _folder.Script("docker", $"echo $$ > {_folder["pid"]}; sleep 600 & wait");

        Assert.Equal("no answer within 1 s", await probe.FindFaultAsync(client, CancellationToken.None));

        var process = File.ReadAllText(_folder["pid"]).Trim();
        await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{process}"), "the client that hangs is ended");
    }

    public void Dispose() => _folder.Dispose();

    private static ContainerResource[] Servers()
    {
        var builder = DistributedApplication.CreateBuilder();
        return [builder.AddRedis("redis").Resource, builder.AddPostgres("postgres").Resource];
    }

    private ServerChooser Chooser(
        ServerMode mode = ServerMode.Auto, string? runtime = null, bool hasPrograms = true, bool isLinux = true)
    {
        string[] programs = hasPrograms ? ["redis-server", "postgres", "initdb"] : [];
        Array.ForEach(programs, program => _folder.Script($"bin/{program}", ""));

        return new ServerChooser(
            new ServerSettings(mode, _folder.Path, IsDefaultRoot: true, runtime),
            new ContainerRuntimeProbe(TimeProvider.System) { Folder = _folder.Path },
            new InstalledPrograms { Path = [_folder["bin"]], VersionedFolders = [] })
        { IsLinux = isLinux };
    }
}

namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class ContainerRuntimeProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ContainerRuntimeProbe _probe = new(TimeProvider.System);

    [Fact]
    public async Task Runtime_that_hangs_is_at_fault_and_ended()
    {
        var probe = new ContainerRuntimeProbe(TimeProvider.System) { Deadline = TimeSpan.FromSeconds(1) };
        var client = _folder.Script("docker", $"echo $$ > {_folder["pid"]}; sleep 600 & wait");

        Assert.Equal("no answer within 1 s", await probe.FindFaultAsync(client, CancellationToken.None));

        var process = File.ReadAllText(_folder["pid"]).Trim();
        await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{process}"), "the client that hangs is ended");
    }

    [Theory]
    [InlineData("exit 0", true)]
    [InlineData("exit 1", false)]
    public async Task Image_is_looked_up_by_name(string answer, bool expected)
    {
        var client = _folder.Script("podman", $"[ \"$*\" = 'image inspect docker.io/library/redis:8.6' ] || exit 2\n{answer}");

        Assert.Equal(expected, await _probe.HasImageAsync(client, "docker.io/library/redis:8.6", CancellationToken.None));
    }

    public void Dispose() => _folder.Dispose();
}

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Processes and folders after an AppHost has ended.</summary>
[Trait("Category", "Chaos")]
public sealed class ServerEndTests : IDisposable
{
    // Aspire's orchestrator stops the servers after the AppHost has ended, on a busy machine long after.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public async Task Ended_AppHost_leaves_nothing(int signal)
    {
        await using var host = TestProgram.Start("installed-servers", _folder.Path);
        await host.WaitForLineAsync(line => line == "healthy", Deadline);
        Assert.NotEmpty(Temporary());

        host.Signal(signal);

        await host.WaitForExitAsync(Deadline);
        await Eventually.IsTrueAsync(() => ServerProcesses.With(_folder.Path) is [], "the servers have ended", Deadline);
        Assert.Empty(Temporary());
        Assert.True(Directory.Exists(_folder["kept/kept"]));
    }

    public void Dispose() => _folder.Dispose();

    [TestProgram("installed-servers", HandlesSignals = true)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        Environment.SetEnvironmentVariable("TMPDIR", args[0]);
        await using var topology = TestTopology.CreateWithServers(Path.Combine(args[0], "kept"), builder =>
        {
            builder.AddRedis("redis");
            builder.AddPostgres("postgres");
            builder.AddRedis("kept").WithDataVolume();
        });
        await topology.StartAsync();
        await topology.HealthyAsync("redis", "postgres", "kept");
        Console.WriteLine("healthy");
        await topology.App.WaitForShutdownAsync(stopping);

        return 0;
    }

    private string[] Temporary() => Directory.GetDirectories(_folder.Path, "scaleapp-*");
}

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>Processes and folders after an AppHost has ended.</summary>
[Trait("Category", "Chaos")]
public sealed class ServerEndTests : IDisposable
{
    // Aspire's orchestrator stops the servers after the AppHost has ended, on a busy machine long after.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [RequiresFact("redis-server", "postgres")]
    public async Task Terminated_AppHost_leaves_nothing()
    {
        await using var host = await StartAsync();

        host.Signal(Signals.Terminate);
        await host.WaitForExitAsync(Deadline);

        await NothingIsLeftAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Killed_AppHost_leaves_nothing()
    {
        await using var host = await StartAsync();

        host.Kill();

        await NothingIsLeftAsync();
    }

    public void Dispose() => _folder.Dispose();

    [TestProgram("installed-servers", HandlesSignals = true)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        Environment.SetEnvironmentVariable("TMPDIR", args[0]);
        var builder = TestTopology.CreateWithServers(Path.Combine(args[0], "kept")).Builder;
        builder.AddRedis("redis");
        builder.AddPostgres("postgres");
        builder.AddRedis("kept").WithDataVolume();
        builder.UseInstalledServers();

        await using var application = builder.Build();
        await application.StartAsync(stopping);
        foreach (var resource in (string[])["redis", "postgres", "kept"])
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, stopping);
        }

        Console.WriteLine("healthy");
        await application.WaitForShutdownAsync(stopping);

        return 0;
    }

    private async Task<TestProgram> StartAsync()
    {
        var host = TestProgram.Start("installed-servers", _folder.Path);
        await host.WaitForLineAsync(line => line == "healthy", Deadline);
        Assert.NotEmpty(Temporary());

        return host;
    }

    private async Task NothingIsLeftAsync()
    {
        await Eventually.IsTrueAsync(() => ServerProcesses.With(_folder.Path) is [], "the servers have ended", Deadline);
        Assert.Empty(Temporary());
        Assert.True(Directory.Exists(_folder["kept/kept"]));
    }

    private string[] Temporary() => Directory.GetDirectories(_folder.Path, "scaleapp-*");
}

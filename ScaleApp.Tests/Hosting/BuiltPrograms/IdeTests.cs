namespace ScaleApp.Tests.Hosting.BuiltPrograms;

public class IdeTests
{
    /// <summary>An AppHost as an IDE starts it: in a separate process, because the orchestrator reads the environment.</summary>
    [TestProgram("apphost-of-an-ide")]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        Environment.SetEnvironmentVariable("DEBUG_SESSION_PORT", args[0]);
        Environment.SetEnvironmentVariable("DEBUG_SESSION_TOKEN", FakeIde.Token);
        await using var topology = TestTopology.Create();
        topology.Builder.UseBuiltPrograms().UseReplicaSupervision();
        topology.Builder.AddProject<Projects.ScaleApp_Gateway>("gateway").WithHttpEndpoint().WithArgs("--Greeting=hello");
        await topology.StartAsync();
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }

    [Fact]
    public async Task IDE_starts_the_project_itself()
    {
        await using var ide = await FakeIde.StartAsync();
        await using var appHost = TestProgram.Start("apphost-of-an-ide", ide.Port);

        var session = await ide.LaunchAsync();

        var launch = session.GetProperty("launch_configurations")[0];
        Assert.Equal("project", launch.GetProperty("type").GetString());
        Assert.Equal(new Projects.ScaleApp_Gateway().ProjectPath, launch.GetProperty("project_path").GetString());
        Assert.Equal(["--Greeting=hello"], session.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()));
        Assert.Contains(session.GetProperty("env").EnumerateArray(), IsAddress);
        appHost.Signal(Signals.Terminate);
        Assert.Equal(0, await appHost.WaitForExitAsync());
    }

    private static bool IsAddress(JsonElement variable) => variable.GetProperty("name").GetString() == "ASPNETCORE_URLS";
}

namespace ScaleApp.Tests.Hosting.BuiltPrograms;

public class BuiltProgramsTests
{
    [Fact]
    public async Task Project_runs_as_its_built_program_with_arguments_and_profile()
    {
        await using var topology = TestTopology.Create();
        topology.Builder.UseBuiltPrograms();
        topology.Builder.AddProject<Projects.ScaleApp_Gateway>("gateway").WithHttpEndpoint().WithArgs("--Greeting=hello");
        topology.Builder.AddProject<Projects.ScaleApp_Api>("api").WithExplicitStart();
        await topology.StartAsync();

        var row = await topology.RowAsync("gateway", KnownResourceStates.Running);

        Assert.EndsWith("/ScaleApp.Gateway", Property(row, "executable.path"), StringComparison.Ordinal);
        Assert.EndsWith("/ScaleApp.Gateway", Property(row, "executable.workDir"), StringComparison.Ordinal);
        using var process = Process.GetProcessById(int.Parse(Property(row, "executable.pid")));
        Assert.Equal("ScaleApp.Gateway", process.ProcessName);
        Assert.EndsWith("ScaleApp.Gateway\0--Greeting=hello\0", File.ReadAllText($"/proc/{process.Id}/cmdline"), StringComparison.Ordinal);
        Assert.NotEmpty(Property(await topology.RowAsync("api", KnownResourceStates.NotStarted), "project.launchProfile"));
    }

    [Theory]
    [InlineData("--BuiltPrograms:Enabled=false")]
    [InlineData("--DOTNET_WATCH=1")]
    public async Task Project_starts_with_dotnet_when_configured(string setting)
    {
        await using var topology = TestTopology.Create(setting);
        topology.Builder.UseBuiltPrograms();
        topology.Builder.AddProject<Projects.ScaleApp_Gateway>("gateway").WithExplicitStart();
        await topology.StartAsync();

        var row = await topology.RowAsync("gateway", KnownResourceStates.NotStarted);

        Assert.Equal("dotnet", Property(row, "executable.path"));
        Assert.DoesNotContain(topology.Warnings, line => line.Contains("dotnet run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Project_without_a_program_starts_with_dotnet_and_one_warning()
    {
        var project = Path.Combine(TestTopology.RepositoryFolder(), "ScaleApp.Tests", "ScaleApp.Tests.csproj");
        await using var topology = TestTopology.Create();
        topology.Builder.UseBuiltPrograms();
        topology.Builder.AddProject("first", project).WithExplicitStart();
        topology.Builder.AddProject("second", project).WithExplicitStart();
        await topology.StartAsync();

        var row = await topology.RowAsync("second", KnownResourceStates.NotStarted);

        Assert.Equal("dotnet", Property(row, "executable.path"));
        Assert.StartsWith("first starts with `dotnet run`", Assert.Single(topology.Warnings, line => line.Contains("dotnet run", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static string Property(CustomResourceSnapshot row, string name) =>
        row.Properties.Single(property => property.Name == name).Value?.ToString() ?? "";
}

using ScaleApp.Hosting;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

public class BadTopologyTests
{
    /// <summary>An AppHost whose topology is wrong in the way that the first argument names.</summary>
    [TestProgram("bad-topology")]
    internal static async Task<int> Run(string[] args, CancellationToken stopping)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            Args = [$"--ScaleApp:StateFolder={args[1]}", "--ScaleApp:Orchestration:RestartDelay=00:00:00.05"],
            ProjectDirectory = args[1],
        });
        Describe(builder, args[0], args[1]);
        await builder.Build().RunAsync(stopping);
        return Environment.ExitCode;
    }

    [Theory]
    [InlineData("two-of-one-name", "'Cache'")]
    [InlineData("cycle", "'first'")]
    [InlineData("unknown-program", "'tool'")]
    [InlineData("exits-at-once", "'tool' could not be started")]
    [InlineData("not-built", "'site'")]
    [InlineData("dependency-fails", "'later' waits for 'tool' to end with exit code 0, but it ended with exit code 1")]
    [InlineData("parameter-without-value", "'secret'")]
    public async Task A_bad_topology_is_one_message_that_names_the_resource_and_an_exit_code(string fault, string message)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bad-");
        try
        {
            await using var host = TestProgram.Start("bad-topology", fault, folder.FullName);
            await host.WaitForLineAsync(line => line.Contains(message, StringComparison.Ordinal), TimeSpan.FromSeconds(40));
            Assert.NotEqual(0, await host.WaitForExitAsync(TimeSpan.FromSeconds(40)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Describe(IDistributedApplicationBuilder builder, string fault, string folder)
    {
        switch (fault)
        {
            case "two-of-one-name":
                builder.AddExecutable("cache", "sleep", folder, "60");
                builder.AddExecutable("Cache", "sleep", folder, "60");
                break;
            case "cycle":
                var first = builder.AddExecutable("first", "sleep", folder, "60");
                first.WaitFor(builder.AddExecutable("second", "sleep", folder, "60").WaitFor(first));
                break;
            case "unknown-program":
                builder.AddExecutable("tool", "no-such-program-anywhere", folder);
                break;
            case "exits-at-once":
                builder.AddExecutable("tool", "false", folder);
                break;
            case "not-built":
                var project = Path.Combine(folder, "Site", "Site.csproj");
                Directory.CreateDirectory(Path.GetDirectoryName(project)!);
                File.WriteAllText(project, "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
                builder.AddProject("site", project);
                break;
            case "dependency-fails":
                var tool = builder.AddExecutable("tool", "false", folder);
                builder.AddExecutable("later", "sleep", folder, "60").WaitForCompletion(tool);
                break;
            case "parameter-without-value":
                builder.AddExecutable("tool", "sleep", folder, "60").WithEnvironment("SECRET", builder.AddParameter("secret", secret: true));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault that is known.");
        }
    }
}

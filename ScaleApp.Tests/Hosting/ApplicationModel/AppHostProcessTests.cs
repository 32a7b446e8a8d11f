using System.Diagnostics;
using ScaleApp.Hosting.Projects;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

/// <summary>The AppHost's program as a user starts it.</summary>
public sealed class AppHostProcessTests
{
    [Fact]
    public async Task Help_is_shown_and_is_no_error()
    {
        var (exitCode, output, _) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("ScaleApp:Backends", output);
    }

    [Fact]
    public async Task An_unknown_flag_ends_it_with_one_line_and_code_2()
    {
        var (exitCode, _, errors) = await RunAsync("--frobnicate");

        Assert.Equal(2, exitCode);
        Assert.Contains("--frobnicate", Assert.Single(errors.Trim().Split('\n')));
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_ends_it_with_one_line_and_no_stack_trace()
    {
        var (exitCode, _, errors) = await RunAsync("--ScaleApp:Backends=magic");

        Assert.Equal(1, exitCode);
        Assert.Contains("'magic'", Assert.Single(errors.Trim().Split('\n')));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(
            ProjectProgram.FindDotNet(), ["exec", typeof(Projects.ScaleApp_AppHost).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, await output, await errors);
    }
}

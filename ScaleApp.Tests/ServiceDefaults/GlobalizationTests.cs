using ScaleApp.ServiceDefaults.Globalization;

namespace ScaleApp.Tests.ServiceDefaults;

public class GlobalizationTests
{
    private const string Program = "globalization";

    [Fact]
    public async Task Service_formats_alike_in_every_language() =>
        Assert.Equal("-1.5 title", await RunAsync("LANG", "tr_TR.UTF-8"));

    [Fact]
    public async Task Service_without_ICU_refuses_to_start()
    {
        var output = await RunAsync("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");

        Assert.Contains("Remove DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", output, StringComparison.Ordinal);
    }

    [TestProgram(Program)]
    internal static async Task<int> PrintAsync(string[] args, CancellationToken stopping)
    {
        try
        {
            Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings()).AddGlobalization();
        }
        catch (InvalidOperationException error)
        {
            Console.WriteLine(error.Message);
            return 1;
        }

        // On a new thread, which starts with the process's culture.
        await Task.Factory.StartNew(() => Console.WriteLine($"{-1.5} {"TITLE".ToLower()}"), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return 0;
    }

    private static async Task<string> RunAsync(string variable, string value) => (await Command.TryAsync(
        new ProcessStartInfo("dotnet", ["exec", typeof(GlobalizationTests).Assembly.Location, Program]) { Environment = { [variable] = value } })).Output.Trim();
}

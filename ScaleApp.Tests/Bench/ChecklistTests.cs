using ScaleApp.Bench.Checking;

namespace ScaleApp.Tests.Bench;

public sealed class ChecklistTests : IDisposable
{
    private static readonly string[] Lines = ["health", "sessions", "files", "limits", "cache", "jobs", "logs and local files"];

    private readonly string _mail = Directory.CreateTempSubdirectory("scaleapp-check-").FullName;

    // Beside the program: the temporary folder is allowed.
    private readonly string _local = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"check-{Guid.NewGuid():N}")).FullName;

    public void Dispose()
    {
        Directory.Delete(_mail, recursive: true);
        Directory.Delete(_local, recursive: true);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("health")]
    [InlineData("sessions")]
    [InlineData("files")]
    [InlineData("limits")]
    [InlineData("cache")]
    [InlineData("jobs")]
    [InlineData("logs and local files")]
    public async Task Shop_fails_the_line_of_its_fault_and_no_other(string broken)
    {
        var lines = await CheckAsync(broken);

        Assert.Equal(Lines, lines.Select(line => line.Name));
        Assert.All(lines, line => Assert.True(line.Outcome == (line.Name == broken ? CheckOutcome.Failed : CheckOutcome.Passed), $"{line}"));
    }

    [Fact]
    public async Task Line_that_cannot_be_checked_is_skipped_with_its_reason()
    {
        var jobs = (await CheckAsync("nothing", mailFolder: Path.Combine(_mail, "missing"))).Single(line => line.Name == "jobs");

        Assert.Equal(CheckOutcome.Skipped, jobs.Outcome);
        Assert.Contains("--mail-folder", jobs.Evidence, StringComparison.Ordinal);
    }

    private async Task<List<CheckLine>> CheckAsync(string broken, string? mailFolder = null)
    {
        var (process, address) = await BreakableShop.StartAsync(broken, _mail, _local);
        await using var ended = process;
        using var shop = new CheckedShop(address);
        var lines = new List<CheckLine>();
        await foreach (var line in new Checklist(shop, requests: 200, mailFolder ?? _mail).RunAsync(CancellationToken.None))
        {
            lines.Add(line);
        }

        return lines;
    }
}

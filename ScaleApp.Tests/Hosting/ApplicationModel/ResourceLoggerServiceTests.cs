using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ResourceLoggerServiceTests
{
    private readonly ResourceLoggerService _logs = new(TimeProvider.System);

    [Fact]
    public void A_line_of_a_replica_is_in_its_log_and_in_its_resources()
    {
        var at = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

        _logs.Append("api", "api-1", at, "hello", isError: true);

        var line = Assert.Single(_logs.Read("api-1"));
        Assert.Equal("2026-11-21T08:00:00.0000000Z hello", line.Content);
        Assert.True(line.IsErrorMessage);
        Assert.EndsWith("hello", Assert.Single(_logs.Read("API")).Content);
        Assert.Empty(_logs.Read("api-2"));
    }

    [Fact]
    public void Only_the_newest_lines_are_kept()
    {
        for (var i = 1; i <= ResourceLog.MaxLines + 10; i++)
        {
            _logs.Append("api", $"line {i}", isError: false);
        }

        var lines = _logs.Read("api");
        Assert.Equal(ResourceLog.MaxLines, lines.Count);
        Assert.Equal(11, lines[0].LineNumber);
        Assert.EndsWith($"line {ResourceLog.MaxLines + 10}", lines[^1].Content);
    }

    [Fact]
    public void Long_lines_are_bounded_together()
    {
        var text = new string('x', 10_000);
        for (var i = 0; i < 300; i++)
        {
            _logs.Append("api", text, isError: false);
        }

        Assert.InRange(_logs.Read("api").Sum(line => line.Content.Length), 1, ResourceLog.MaxCharacters);
    }

    [Fact]
    public async Task A_reader_gets_what_is_kept_then_what_comes_until_the_log_ends()
    {
        _logs.Append("api", "before", isError: false);
        var seen = new List<string>();
        var first = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var lines in _logs.WatchAsync("api"))
            {
                seen.AddRange(lines.Select(line => line.Content.Split(' ')[1]));
                first.TrySetResult();
            }
        });
        await first.Task;

        _logs.Append("api", "after", isError: false);
        _logs.Complete("api");
        await reading.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["before", "after"], seen);
    }

    [Fact]
    public void What_the_host_logs_about_a_resource_is_in_the_resources_log()
    {
        _logs.GetLogger("api").LogError(new InvalidOperationException("why"), "It failed");

        var lines = _logs.Read("api");
        Assert.Contains(lines, line => line.Content.EndsWith("It failed") && line.IsErrorMessage);
        Assert.Contains(lines, line => line.Content.Contains("why"));
    }
}

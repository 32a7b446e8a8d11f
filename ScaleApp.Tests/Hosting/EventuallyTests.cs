namespace ScaleApp.Tests.Hosting;

public class EventuallyTests
{
    [Fact]
    public async Task Timeout_reports_the_last_seen_value()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.IsAsync(() => Task.FromResult(3), seen => seen == 4, "four", TimeSpan.FromMilliseconds(1)));

        Assert.Contains("last seen: 3", error.Message);
    }
}

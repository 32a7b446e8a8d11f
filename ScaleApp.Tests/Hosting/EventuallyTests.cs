namespace ScaleApp.Tests.Hosting;

public class EventuallyTests
{
    [Fact]
    public async Task Says_what_was_last_seen_when_the_time_is_over()
    {
        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.IsAsync(() => Task.FromResult(3), seen => seen == 4, "four", TimeSpan.FromMilliseconds(1)));

        Assert.Contains("last seen: 3", error.Message);
    }
}

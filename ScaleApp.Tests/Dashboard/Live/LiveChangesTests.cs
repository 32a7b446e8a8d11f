using System.Net.ServerSentEvents;
using ScaleApp.Dashboard.Live;
using ScaleApp.Tests.Dashboard.Telemetry;

namespace ScaleApp.Tests.Dashboard.Live;

public class LiveChangesTests
{
    private readonly LiveChanges _changes = new();

    [Fact]
    public async Task A_change_that_came_while_nobody_waited_is_told_to_whoever_waits_next()
    {
        var seen = _changes.Now(["jobs", "traces"]);
        _changes.Raise("jobs");
        _changes.Raise("jobs");

        Assert.Equal(["jobs"], await _changes.NextAsync(["jobs", "traces"], seen, CancellationToken.None));
    }

    [Fact]
    public async Task Other_topics_wake_nobody()
    {
        var seen = _changes.Now(["traces"]);
        var waiting = _changes.NextAsync(["traces"], seen, CancellationToken.None);
        _changes.Raise("jobs");
        Assert.False(waiting.IsCompleted);

        _changes.Raise("traces");

        Assert.Equal(["traces"], await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task An_open_page_hears_of_a_change_and_its_stream_ends_with_the_dashboard()
    {
        var dashboard = await TestDashboard.StartAsync();
        await using var stream = await dashboard.Pages.GetStreamAsync(new Uri("/live?topics=resources", UriKind.Relative));
        await using var messages = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();

        Assert.True(await messages.MoveNextAsync());
        Assert.Equal("ready", messages.Current.EventType);
        dashboard.Service<LiveChanges>().Raise(LiveTopics.Resources);
        Assert.True(await messages.MoveNextAsync());
        Assert.Equal(("change", "resources"), (messages.Current.EventType, messages.Current.Data));

        await dashboard.Service<Microsoft.Extensions.Hosting.IHost>().StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await dashboard.DisposeAsync();
    }
}

using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class EventingTests
{
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Subscribers_are_called_in_order_and_only_for_their_resource()
    {
        var builder = Topology.Create();
        var (a, b) = (builder.AddProgram("a").Resource, builder.AddProgram("b").Resource);
        _eventing.Subscribe<ResourceReadyEvent>((ready, _) => Note($"all:{ready.Resource.Name}"));
        _eventing.Subscribe<ResourceReadyEvent>(a, (_, _) => Note("a only"));

        await _eventing.PublishAsync(new ResourceReadyEvent(b, null!));
        await _eventing.PublishAsync(new ResourceReadyEvent(a, null!));

        Assert.Equal(["all:b", "all:a", "a only"], _calls);
    }

    [Fact]
    public async Task What_a_subscriber_throws_reaches_the_publisher_and_ends_the_round()
    {
        _eventing.Subscribe<Happened>((_, _) => throw new InvalidOperationException("no"));
        _eventing.Subscribe<Happened>((_, _) => Note("second"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => _eventing.PublishAsync(new Happened()));

        Assert.Empty(_calls);
    }

    [Fact]
    public async Task Who_unsubscribed_is_not_called_again()
    {
        var subscription = _eventing.Subscribe<Happened>((_, _) => Note("called"));
        await _eventing.PublishAsync(new Happened());

        _eventing.Unsubscribe(subscription);
        await _eventing.PublishAsync(new Happened());

        Assert.Single(_calls);
    }

    [Fact]
    public async Task What_is_thrown_after_the_publisher_went_on_is_still_told()
    {
        var told = new TaskCompletionSource<Exception>();
        _eventing.UnobservedError = told.SetResult;
        _eventing.Subscribe<Happened>((_, _) => throw new InvalidOperationException("late"));

        await _eventing.PublishAsync(new Happened(), EventDispatchBehavior.NonBlockingSequential);

        Assert.Equal("late", (await told.Task.WaitAsync(TimeSpan.FromSeconds(10))).Message);
    }

    private Task Note(string call)
    {
        _calls.Add(call);
        return Task.CompletedTask;
    }

    private sealed class Happened : IDistributedApplicationEvent;
}

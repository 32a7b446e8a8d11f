using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class OutboxTests
{
    private const int MaxBytes = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly VirtualTime _time = new();
    private readonly WriteRecorder _writes = new();
    private readonly FanOut _fanOut;
    private int _timesFull;

    public OutboxTests() => _fanOut = new FanOut(Pause, _time);

    [Fact]
    public async Task What_is_sent_after_a_pause_waits_for_nothing_and_what_is_sent_in_it_is_written_at_once_and_in_order()
    {
        var outbox = Create();

        outbox.Add(Message("1"));
        await InThePauseAsync();
        outbox.Add(Message("2"));
        outbox.Add(Message("3"));
        outbox.Add(Message("4"));
        Assert.Equal(["1"], _writes.Texts);

        _time.Advance(Pause);
        await InThePauseAsync();
        Assert.Equal(["1", "2 3 4"], _writes.Texts);
    }

    [Fact]
    public async Task What_is_enough_for_a_write_does_not_wait_for_the_round()
    {
        var outbox = Create();
        outbox.Add(Message("1"));
        await InThePauseAsync();

        outbox.Add(Message("2"));
        outbox.Add(Message(new string('x', 20_000)));

        Assert.Equal(2, _writes.Texts.Count);
        Assert.StartsWith("2 xxx", _writes.Texts[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_counts_what_it_is_sent_gets_each_message_in_a_write_of_its_own()
    {
        var outbox = Create(isCounting: true);
        outbox.Add(Message("1"));
        await InThePauseAsync();

        outbox.Add(Message("2"));
        outbox.Add(Message("3"));
        _time.Advance(Pause);
        await InThePauseAsync();
        _time.Advance(Pause);

        await Eventually.IsTrueAsync(() => _writes.Texts.Count == 3, "all are written");
        Assert.Equal(["1", "2", "3"], _writes.Texts);
    }

    [Fact]
    public async Task While_a_client_takes_its_time_nothing_else_is_written_and_what_waits_is_counted()
    {
        var outbox = Create();
        _writes.Hold();
        outbox.Add(Message("1"));
        await InThePauseAsync();

        for (var bytes = 0; bytes <= MaxBytes; bytes += 10_000)
        {
            Assert.Equal(0, _timesFull);
            outbox.Add(Message(new string('x', 10_000)));
        }

        outbox.Add(Message("more"));
        Assert.Equal((1, 1), (_timesFull, _writes.Texts.Count));
    }

    [Fact]
    public async Task Who_waits_until_it_is_written_goes_on_after_what_was_sent_before()
    {
        var outbox = Create();
        outbox.Add(Message("1"));
        await InThePauseAsync();

        outbox.Add(Message("2"));
        var written = outbox.WhenWrittenAsync(default);
        var sent = outbox.SendAsync(Message("3"), default);
        Assert.False(written.IsCompleted || sent.IsCompleted);
        _time.Advance(Pause);

        await Task.WhenAll(written, sent).WaitAsync(Eventually.Default);
        await outbox.SendAsync(Message("4"), default).WaitAsync(Eventually.Default);
        Assert.Equal(["1", "2 3", "4"], _writes.Texts);
        Assert.True(outbox.WhenWrittenAsync(default).IsCompleted);
    }

    [Fact]
    public void What_was_joined_for_one_client_is_not_joined_again_for_the_next()
    {
        var joiner = new MessageJoiner();
        var protocol = new TextProtocol();
        SerializedHubMessage[] messages = [Message("1"), Message("2"), Message("3")];

        var first = joiner.Join(messages, protocol);

        Assert.Same(first, joiner.Join([.. messages], protocol));
        Assert.NotSame(first, joiner.Join(messages.AsSpan(1), protocol));
    }

    private Outbox Create(bool isCounting = false)
    {
        var transport = new DefaultConnectionContext("client") { Transport = new WriteRecorder.Transport(_writes) };
        if (isCounting)
        {
#pragma warning disable CA2252 // A preview, and what clients may use.
            transport.Features.Set<IStatefulReconnectFeature>(new Reconnecting());
#pragma warning restore CA2252
        }

        var client = new HubConnectionContext(transport, new HubConnectionContextOptions(), NullLoggerFactory.Instance) { Protocol = new TextProtocol() };
        return new Outbox(client, _fanOut, MaxBytes, () => _timesFull++);
    }

    private static SerializedHubMessage Message(string text) => new(new InvocationMessage(text, []));

    private Task InThePauseAsync() => Eventually.IsTrueAsync(() => _time.Waiting == 1, "a round is over");

#pragma warning disable CA2252
    private sealed class Reconnecting : IStatefulReconnectFeature
    {
        public void OnReconnected(Func<System.IO.Pipelines.PipeWriter, Task> notifyOnReconnected)
        {
        }

        public void DisableReconnect()
        {
        }
    }
#pragma warning restore CA2252
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>A client that follows one log, keeps what it gets, and holds every entry against the promise: in order, once, without gaps.</summary>
internal sealed class LogFollower : IAsyncDisposable
{
    private readonly string _log;
    private readonly ConcurrentQueue<string> _texts = new();
    private LogPosition? _position;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LogFollower(string log, LogPosition? since) => (_log, _position) = (log, since);

    public HubConnection Connection { get; private set; } = null!;

    public Task Closed => _closed.Task;

    /// <summary>How following began, as the server says.</summary>
    public string Start { get; private set; } = "";

    /// <summary>The position to come back with.</summary>
    public LogPosition? Position => _position;

    /// <summary>What came, since the last reset.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    public int Resets { get; private set; }

    /// <summary>The first promise that was broken; null while all are kept.</summary>
    public string? Fault { get; private set; }

    public static async Task<LogFollower> StartAsync(Uri server, string log, LogPosition? since = null)
    {
        var follower = new LogFollower(log, since) { Connection = HubClient.Build(server, "") };
        follower.Connection.Closed += _ =>
        {
            follower._closed.TrySetResult();
            return Task.CompletedTask;
        };
        follower.Connection.On<string, string, TextEntry[]>("entries", follower.OnEntries);
        follower.Connection.On<string, string, long, TextEntry[]>("reset", follower.OnReset);
        try
        {
            await follower.Connection.StartAsync();
            follower.Start = await follower.Connection.InvokeAsync<string>("Follow", log, since?.Epoch, since?.Offset ?? 0);
            return follower;
        }
        catch
        {
            await follower.DisposeAsync();
            throw;
        }
    }

    public async Task HasAsync(params string[] texts)
    {
        await Eventually.IsTrueAsync(() => _texts.Count >= texts.Length || Fault is not null, $"the follower has {texts.Length} entries");
        Assert.Null(Fault);
        Assert.Equal(texts, _texts);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private void OnEntries(string log, string epoch, TextEntry[] entries)
    {
        foreach (var entry in entries)
        {
            if (_position is { } position && (log != _log || entry.Offset != position.Offset + 1 || (epoch != position.Epoch && position.Epoch != "")))
            {
                Fault ??= $"after {position} came {entry} of epoch {epoch} of {log}";
            }

            _texts.Enqueue(entry.Text);
            _position = new LogPosition(epoch, entry.Offset);
        }
    }

    private void OnReset(string log, string epoch, long offset, TextEntry[] newest)
    {
        _texts.Clear();
        Array.ForEach(newest, entry => _texts.Enqueue(entry.Text));
        Resets++;
        _position = new LogPosition(epoch, offset);
    }
}

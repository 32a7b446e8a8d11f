using ScaleApp.Redis.SignalR;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>A follower that comes back, to any server, whenever its connection breaks, with the position that it has.</summary>
internal sealed class RoamingFollower : IAsyncDisposable
{
    private readonly string _log;
    private readonly Func<Uri> _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _texts = [];
    private readonly Task _roaming;
    private LogPosition? _position;

    /// <param name="log">A log with an entry, so that there is an epoch to come back with.</param>
    /// <param name="server">Where to connect to next.</param>
    public RoamingFollower(string log, Func<Uri> server)
    {
        (_log, _server) = (log, server);
        _roaming = Task.Run(RoamAsync);
    }

    /// <summary>The connection of this moment; null between two.</summary>
    public LogFollower? Current { get; private set; }

    public int Connections { get; private set; }

    /// <summary>What broke a promise: an entry out of order, twice or missing, or a reset although everything is kept.</summary>
    public string? Fault { get; private set; }

    /// <summary>Everything that came, over all connections.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stop.CancelAsync();
        await _roaming;
        return _texts;
    }

    public int Count => _texts.Count + (Current?.Texts.Count ?? 0);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RoamAsync()
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var follower = await LogFollower.StartAsync(_server(), _log, _position);
                Connections++;
                Current = follower;
                await follower.Closed.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await follower.DisposeAsync();
                Keep(follower);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                // The server is being killed, or Redis is.
                await pause.WaitForNextTickAsync();
            }
        }
    }

    private void Keep(LogFollower follower)
    {
        Fault ??= follower.Fault ?? (_position is not null && follower.Resets > 0 ? $"a reset at {_position}" : null);
        (_position, Current) = (follower.Position, null);
        _texts.AddRange(follower.Texts);
    }
}

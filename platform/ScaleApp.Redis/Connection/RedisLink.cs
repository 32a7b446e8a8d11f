using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>One multiplexer that works, until it says or somebody finds that it does not.</summary>
internal sealed class RedisLink
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RedisLink(ConnectionMultiplexer multiplexer)
    {
        Multiplexer = multiplexer;
        Database = multiplexer.GetDatabase();
        multiplexer.ConnectionFailed += OnConnectionFailed;
    }

    public ConnectionMultiplexer Multiplexer { get; }

    public IDatabase Database { get; }

    /// <summary>Completes, with the reason, when the link is of no more use.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Gives the link up; the first reason stands.</summary>
    public void GiveUp(string reason) => _lost.TrySetResult(reason);

    public Task CloseAsync()
    {
        Multiplexer.ConnectionFailed -= OnConnectionFailed;
        GiveUp("it is closed");
        return MultiplexerFactory.CloseAsync(Multiplexer);
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure) =>
        GiveUp($"the {(failure.ConnectionType == ConnectionType.Subscription ? "subscriptions'" : "commands'")} " +
            $"connection failed ({failure.FailureType})");
}

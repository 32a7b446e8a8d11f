using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>A multiplexer for commands and one for messages that work, until one says or somebody finds that it does not.</summary>
internal sealed class RedisLink
{
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionMultiplexer _commands;

    public RedisLink(ConnectionMultiplexer commands, ConnectionMultiplexer messages)
    {
        (_commands, Messages) = (commands, messages);
        Database = commands.GetDatabase();
        commands.ConnectionFailed += OnConnectionFailed;
        messages.ConnectionFailed += OnConnectionFailed;
    }

    /// <summary>Carries the subscriptions, and hands their messages over in order.</summary>
    public ConnectionMultiplexer Messages { get; }

    public IDatabase Database { get; }

    /// <summary>Completes, with the reason, when the link is of no more use.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Gives the link up; the first reason stands.</summary>
    public void GiveUp(string reason) => _lost.TrySetResult(reason);

    public Task CloseAsync()
    {
        _commands.ConnectionFailed -= OnConnectionFailed;
        Messages.ConnectionFailed -= OnConnectionFailed;
        GiveUp("it is closed");
        return Task.WhenAll(MultiplexerFactory.CloseAsync(_commands), MultiplexerFactory.CloseAsync(Messages));
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failure) =>
        GiveUp($"the {(failure.ConnectionType == ConnectionType.Subscription ? "subscriptions'" : "commands'")} " +
            $"connection failed ({failure.FailureType})");
}

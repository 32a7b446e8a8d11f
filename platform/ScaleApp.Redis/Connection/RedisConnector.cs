namespace ScaleApp.Redis;

/// <summary>Makes a link that answers and carries the subscriptions, or says why there is none.</summary>
internal sealed class RedisConnector(RedisOptions options, MultiplexerFactory factory, RedisSubscriptions subscriptions,
    TimeProvider time)
{
    /// <exception cref="RedisUnavailableException">Redis cannot be reached or does not let us in.</exception>
    public async Task<RedisLink> ConnectAsync(CancellationToken ct)
    {
        var connecting = factory.ConnectAsync();
        RedisLink link;
        try
        {
            // The library holds its own time-out only roughly.
            link = await connecting.WaitAsync(options.ConnectTimeout + options.PingTimeout, time, ct);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            CloseWhenMade(connecting);
            ct.ThrowIfCancellationRequested();
            throw Unreachable($"no connection within {options.ConnectTimeout.TotalMilliseconds:0} ms", error);
        }

        try
        {
            await link.Database.PingAsync().WaitAsync(options.PingTimeout, time, ct);
            await subscriptions.EstablishAsync(link.Messages, ct);
            return link;
        }
        catch (Exception error)
        {
            await link.CloseAsync();
            throw error switch
            {
                OperationCanceledException => error,
                TimeoutException => Unreachable($"no answer within {options.PingTimeout.TotalMilliseconds:0} ms", error),
                _ => Unreachable(RedisFaults.Describe(await RefusalAsync(ct) ?? error.Message), error),
            };
        }
    }

    private async Task<string?> RefusalAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.PingTimeout);
        try
        {
            return await factory.RefusalAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void CloseWhenMade(Task<RedisLink> connecting) =>
        connecting.ContinueWith(async made =>
        {
            if (made.IsCompletedSuccessfully)
            {
                await (await made).CloseAsync();
            }
        }, TaskScheduler.Default);

    private static RedisUnavailableException Unreachable(string reason, Exception error) =>
        new(reason, mayHaveExecuted: false, error);
}

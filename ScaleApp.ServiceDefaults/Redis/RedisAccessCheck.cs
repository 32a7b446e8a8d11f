using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>Stops the start of a service whose password Redis refuses: a replica would be ready, and do nothing that needs Redis.</summary>
/// <remarks>A server that is unavailable stops no start, because it comes back by itself.</remarks>
internal sealed class RedisAccessCheck(IConnectionMultiplexer redis, string connectionName) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
        }
        catch (RedisException error) when (IsRefusal(error))
        {
            throw new InvalidOperationException(
                $"Redis refuses the password of ConnectionStrings:{connectionName}. Correct it there, and start the service again.", error);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // Unavailable: each request says so, and the health of the dependencies.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsRefusal(Exception? error) => error switch
    {
        null => false,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => true,
        AggregateException all => all.InnerExceptions.Any(IsRefusal),
        _ => IsRefusal(error.InnerException),
    };
}

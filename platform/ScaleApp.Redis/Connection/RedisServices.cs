using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>Registers the process's connection to Redis.</summary>
public static class RedisServices
{
    /// <summary>
    /// Adds <see cref="IRedisConnection"/>, with <see cref="RedisOptions"/> that are validated at start. Connecting begins as
    /// the host starts and holds up nothing: a process starts and serves while Redis is away. A second call only adds
    /// configuration, for there is one connection a process.
    /// </summary>
    public static IServiceCollection AddRedisConnection(this IServiceCollection services, Action<RedisOptions> configure)
    {
        services.AddOptions<RedisOptions>().BindConfiguration(RedisOptions.Section).Configure(configure)
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, ConnectionStringCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRedisConnection, RedisConnection>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Starter>());

        return services;
    }

    private sealed class ConnectionStringCheck : IValidateOptions<RedisOptions>
    {
        public ValidateOptionsResult Validate(string? name, RedisOptions options)
        {
            try
            {
                return ConfigurationOptions.Parse(options.ConnectionString ?? "").EndPoints.Count > 0
                    ? ValidateOptionsResult.Success
                    : ValidateOptionsResult.Fail("The connection string of Redis names no server: write host:port,password=...");
            }
            catch (Exception error) when (error is ArgumentException or FormatException)
            {
                // The message of the library names the keyword, not the value, which may be a password.
                return ValidateOptionsResult.Fail($"The connection string of Redis cannot be read: {error.Message}");
            }
        }
    }

    /// <summary>Begins to connect before other services start.</summary>
    private sealed class Starter(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<IRedisConnection>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

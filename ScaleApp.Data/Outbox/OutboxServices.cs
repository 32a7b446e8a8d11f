using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ScaleApp.Data.Outbox;

/// <summary>Registers the relay of the outbox.</summary>
public static class OutboxServices
{
    /// <summary>
    /// Hands jobs that were enqueued with <see cref="OutboxExtensions"/> to Hangfire. Only a worker does; it needs the
    /// <c>NpgsqlDataSource</c> of the database, one with the key <see cref="OutboxRelay.DirectDatabase"/> where that leads through a pooler,
    /// and Hangfire's client.
    /// </summary>
    public static IHostApplicationBuilder AddOutboxRelay(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddKeyedSingleton(OutboxRelay.DirectDatabase, (services, _) => services.GetRequiredService<NpgsqlDataSource>());
        builder.Services.AddSingleton<OutboxBatch>();
        builder.Services.AddHostedService<OutboxRelay>();

        return builder;
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Data.Outbox;

public sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>How often the table is read without a notification, in case one was lost. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause after Redis or the database was unavailable. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);
}

public static class OutboxServices
{
    /// <summary>Hands jobs that were enqueued with <see cref="OutboxExtensions"/> to Hangfire. Only a worker does.</summary>
    /// <remarks>
    /// It needs the <see cref="NpgsqlDataSource"/> of the database, one with the key <see cref="OutboxRelay.DirectDatabase"/> where that leads
    /// through a pooler, and Hangfire's client.
    /// </remarks>
    public static void AddOutboxRelay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddKeyedSingleton(OutboxRelay.DirectDatabase, (services, _) => services.GetRequiredService<NpgsqlDataSource>());
        builder.Services.AddSingleton<OutboxBatch>();
        builder.Services.AddHostedService<OutboxRelay>();
    }
}

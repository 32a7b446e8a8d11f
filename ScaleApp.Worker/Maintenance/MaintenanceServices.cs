using System.ComponentModel.DataAnnotations;
using Hangfire;
using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

public sealed class CleanupOptions
{
    public const string Section = "Cleanup";

    /// <summary>By UTC, in five fields, or six with seconds first. Default: every ten minutes.</summary>
    [Required]
    public string Cron { get; set; } = "*/10 * * * *";
}

internal static class MaintenanceServices
{
    // Well within TokenOptions.KeyLead. Nothing is rotated before it is due.
    private const string RotationCron = "*/5 * * * *";

    public static void AddMaintenance(this IHostApplicationBuilder builder)
    {
        builder.AddSigningKeyRing();
        builder.Services.AddOptions<CleanupOptions>().BindConfiguration(CleanupOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<ICleanupJob, CleanupJob>();
        builder.Services.AddScoped<IKeyRotationJob, KeyRotationJob>();
        builder.Services.AddRecurringJob(services => RecurringJobDefinition.Of<ICleanupJob>(
            CleanupJob.Id, job => job.RunAsync(CancellationToken.None),
            services.GetRequiredService<IOptions<CleanupOptions>>().Value.Cron, TimeZoneInfo.Utc, MisfireHandlingMode.Relaxed));
        builder.Services.AddRecurringJob(_ => RecurringJobDefinition.Of<IKeyRotationJob>(
            KeyRotationJob.Id, job => job.RunAsync(CancellationToken.None), RotationCron, TimeZoneInfo.Utc, MisfireHandlingMode.Relaxed));
    }
}

internal sealed class KeyRotationJob(SigningKeyRing keys) : IKeyRotationJob
{
    public const string Id = "rotate-signing-keys";

    public Task RunAsync(CancellationToken ct) => keys.RotateAsync(ct);
}

using System.ComponentModel.DataAnnotations;
using Hangfire;
using Microsoft.Extensions.Options;
using ScaleApp.Data.Maintenance;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Worker.Maintenance;

/// <summary>When what signing in rests on is looked after.</summary>
public sealed class SignInMaintenanceOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "SignIns";

    /// <summary>
    /// When signing keys are rotated, if that is due, by UTC, in five fields, or six with seconds first. Default: every five minutes, which has to be
    /// well within <see cref="TokenOptions.KeyLead"/>.
    /// </summary>
    [Required]
    public string RotationCron { get; set; } = "*/5 * * * *";

    /// <summary>When credentials that are no longer valid are deleted. Default: every hour.</summary>
    [Required]
    public string CleanupCron { get; set; } = "17 * * * *";
}

/// <summary>Registers the rotation of keys and the clean-up of sign-ins.</summary>
internal static class SignInMaintenance
{
    public static IHostApplicationBuilder AddSignInMaintenance(this IHostApplicationBuilder builder)
    {
        builder.AddSigningKeyRing();
        builder.Services.AddOptions<SignInMaintenanceOptions>().BindConfiguration(SignInMaintenanceOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<IKeyRotationJob, KeyRotationJob>();
        builder.Services.AddScoped<ISignInCleanupJob, SignInCleanupJob>();
        builder.Services.AddRecurringJob(services => RecurringJobDefinition.Of<IKeyRotationJob>(KeyRotationJob.Id,
            job => job.RunAsync(CancellationToken.None), Options(services).RotationCron, TimeZoneInfo.Utc, MisfireHandlingMode.Relaxed));
        builder.Services.AddRecurringJob(services => RecurringJobDefinition.Of<ISignInCleanupJob>(SignInCleanupJob.Id,
            job => job.RunAsync(CancellationToken.None), Options(services).CleanupCron, TimeZoneInfo.Utc, MisfireHandlingMode.Relaxed));

        return builder;
    }

    private static SignInMaintenanceOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<SignInMaintenanceOptions>>().Value;
}

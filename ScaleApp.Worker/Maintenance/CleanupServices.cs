using Hangfire;
using Microsoft.Extensions.Options;
using ScaleApp.Data.Maintenance;

namespace ScaleApp.Worker.Maintenance;

/// <summary>Registers the clean-up.</summary>
internal static class CleanupServices
{
    public static IHostApplicationBuilder AddCleanup(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CleanupOptions>().BindConfiguration(CleanupOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<ICleanupJob, CleanupJob>();
        builder.Services.AddRecurringJob(services => RecurringJobDefinition.Of<ICleanupJob>(
            CleanupJob.Id, job => job.RunAsync(CancellationToken.None),
            services.GetRequiredService<IOptions<CleanupOptions>>().Value.Cron, TimeZoneInfo.Utc, MisfireHandlingMode.Relaxed));

        return builder;
    }
}

using Microsoft.Extensions.Options;
using ScaleApp.Jobs;
using ScaleApp.Worker.Schedules;

namespace ScaleApp.Worker.Maintenance;

/// <summary>Registers the clean-up.</summary>
internal static class CleanupServices
{
    public static IHostApplicationBuilder AddCleanup(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CleanupOptions>().BindConfiguration(CleanupOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScheduledJob(services => new ScheduledJob(
            CleanupJob.Id, JobRequest.For<CleanupJob>(job => job.RunAsync(CancellationToken.None)),
            services.GetRequiredService<IOptions<CleanupOptions>>().Value.Cron, TimeZoneInfo.Utc));

        return builder;
    }
}

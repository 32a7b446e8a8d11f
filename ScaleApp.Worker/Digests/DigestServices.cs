using ScaleApp.Data.DataProtection;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Rooms;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Worker.Digests;

internal static class DigestServices
{
    public static void AddDailyDigest(this IHostApplicationBuilder builder)
    {
        builder.AddSharedDataProtection();
        var services = builder.Services;
        services.AddOptions<DailyDigestOptions>().BindConfiguration(DailyDigestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RoomHeads>();
        services.AddScoped<UnreadRooms>();
        services.AddSingleton<DigestSchedules>();
        services.AddHostedService<DigestScheduleRegistration>();
        services.AddSingleton<UnsubscribeTokens>();
        services.AddSingleton(provider => new UnsubscribeLinks(provider.GetRequiredService<UnsubscribeTokens>(),
            provider.GetRequiredService<IOptions<EmailOptions>>().Value.PublicAddress));
        builder.AddRegisteredEndpoints();
        BestSellingProducts.AddClient(services);
        services.AddScoped<BestSellingProducts>();
        services.AddScoped<DigestPlanner>();
        services.AddScoped<DigestClaims>();
        services.AddScoped<IDigestJob, DigestJob>();
        services.AddScoped<IDigestChunkJob, DigestChunkJob>();
        services.AddRecurringJob(Schedule);
        services.AddRecurringJob(Reconciliation);
    }

    private static RecurringJobDefinition Schedule(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DailyDigestOptions>>().Value;
        var (cron, zone) = (options.Cron, options.TimeZone);
        return RecurringJobDefinition.Of<IDigestJob>(IDigestJob.RecurringId,
            job => job.PlanAsync(cron, zone, null, CancellationToken.None), cron, TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    private static RecurringJobDefinition Reconciliation(IServiceProvider provider) => RecurringJobDefinition.Of<IDigestJob>(
        IDigestJob.ReconciliationId, job => job.ReconcileAsync(CancellationToken.None),
        provider.GetRequiredService<IOptions<DailyDigestOptions>>().Value.ReconciliationCron, TimeZoneInfo.Utc, Hangfire.MisfireHandlingMode.Relaxed);
}

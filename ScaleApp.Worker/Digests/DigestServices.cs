using Microsoft.Extensions.Options;
using ScaleApp.Jobs;
using ScaleApp.Redis.SignalR;
using ScaleApp.Worker.Schedules;

namespace ScaleApp.Worker.Digests;

/// <summary>Registers the digest and its schedule.</summary>
internal static class DigestServices
{
    public static IHostApplicationBuilder AddDailyDigest(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DailyDigestOptions>().BindConfiguration(DailyDigestOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddMessageLog();
        builder.Services.AddScoped<DigestLedger>();
        builder.Services.AddScoped<UnreadRooms>();
        builder.Services.AddScoped<DailyDigest>();
        builder.Services.AddScheduledJob(services =>
        {
            var digest = services.GetRequiredService<IOptions<DailyDigestOptions>>().Value;
            return new ScheduledJob(DailyDigestJob.Id, JobRequest.For<DailyDigestJob>(job => job.RunAsync(CancellationToken.None)),
                digest.Cron, TimeZoneInfo.FindSystemTimeZoneById(digest.TimeZone));
        });

        return builder;
    }
}

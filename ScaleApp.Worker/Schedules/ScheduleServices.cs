using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Worker.Schedules;

/// <summary>Registers recurring jobs.</summary>
internal static class ScheduleServices
{
    /// <summary>Has a job run at its times, from the next start of a worker on.</summary>
    public static IServiceCollection AddScheduledJob(this IServiceCollection services, Func<IServiceProvider, ScheduledJob> job)
    {
        services.AddSingleton(job);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JobSchedule>());
        return services;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ScaleApp.Jobs.Recurring.Storage;
using ScaleApp.Jobs.Recurring.Timetables;

namespace ScaleApp.Jobs.Recurring;

/// <summary>Registers what recurring jobs need; part of <c>AddJobClient</c> and <c>AddJobServer</c>.</summary>
internal static class RecurringServices
{
    /// <summary>Adds <see cref="IRecurringJobManager"/>, over the process's <c>IRedisConnection</c>.</summary>
    public static IServiceCollection AddRecurringJobManager(this IServiceCollection services)
    {
        services.TryAddSingleton<RecurringStore>();
        services.TryAddSingleton<IRecurringJobManager, RecurringJobManager>();
        return services;
    }

    /// <summary>Adds the timer that a worker enqueues due occurrences with. Adding it again adds nothing.</summary>
    public static IServiceCollection AddRecurringScheduler(this IServiceCollection services)
    {
        services.AddRecurringJobManager();
        services.AddOptions<RecurringSchedulerOptions>().BindConfiguration(RecurringSchedulerOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<RecurringMetrics>();
        services.TryAddSingleton<RecurringTimetable>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecurringScheduler>());
        return services;
    }
}

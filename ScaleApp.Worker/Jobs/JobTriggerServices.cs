using ScaleApp.Data.Jobs;

namespace ScaleApp.Worker.Jobs;

/// <summary>Registers what administrators trigger on the dashboard.</summary>
internal static class JobTriggerServices
{
    public static IHostApplicationBuilder AddJobTriggers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IRecurringJobTrigger, RecurringJobTrigger>();

        return builder;
    }
}

using Aspire.Hosting;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Hosting.Startup;

namespace ScaleApp.Hosting;

public static class StartupSummaryExtensions
{
    /// <summary>Says on the console what waits for what and what has failed, and when everything is ready, where it is.</summary>
    /// <remarks>
    /// <para>
    /// Without a dashboard, as in a test host, it is silent. Aspire's own log is shown from Warning on; a setting under
    /// <c>Logging:LogLevel</c> for its category brings it back. <c>StartupSummary:Enabled=false</c> turns the lines off.
    /// </para>
    /// <para>
    /// A port that is in use ends the AppHost with a message and exit code 1 before anything is started.
    /// </para>
    /// </remarks>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="output">Where the lines go. Default: the console.</param>
    public static IDistributedApplicationBuilder UseStartupSummary(
        this IDistributedApplicationBuilder builder, TextWriter? output = null)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            var services = builder.Services;
            services.AddOptions<StartupSummaryOptions>()
                .BindConfiguration(StartupSummaryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(new StartupConsole(output ?? Console.Out, TimeProvider.System));
            services.TryAddSingleton<StartupSummary>();
            services.TryAddEventingSubscriber<PortCheck>();
            services.TryAddEventingSubscriber<StartupWatch>();

            // An IDE and `dotnet watch` read the dashboard's address from Aspire's log.
            if (builder.Configuration["DEBUG_SESSION_PORT"] is null && builder.Configuration["DOTNET_WATCH"] is null)
            {
                QuietLogging.Add(services);
            }
        }

        return builder;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Hosting.Processes;

/// <summary>Registers what starts, records and reaps programs.</summary>
internal static class ProcessServices
{
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Read at <see cref="ProcessLedgerOptions.Section"/>.</param>
    /// <param name="ledgerFolder">Where records are kept when the configuration names no folder, such as <c>.scaleapp/run</c>.</param>
    public static IServiceCollection AddProcesses(
        this IServiceCollection services, IConfiguration configuration, string ledgerFolder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ProcessLedgerOptions>()
            .Configure(options => options.Folder = ledgerFolder)
            .Bind(configuration.GetSection(ProcessLedgerOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton<ProcessLedger>();
        services.TryAddSingleton<IProcessLauncher, ProcessLauncher>();
        services.TryAddSingleton<Reaper>();
        services.TryAddSingleton(TargetPorts.Shared);

        return services;
    }
}

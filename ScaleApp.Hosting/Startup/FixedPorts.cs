using System.Net;
using System.Net.NetworkInformation;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace ScaleApp.Hosting.Startup;

/// <summary>A port that must be free when the AppHost starts, and what needs it.</summary>
internal sealed record FixedPort(int Port, string Owner)
{
    public override string ToString() =>
        $"Port {Port} is in use by another program, and {Owner} needs it. Stop that program "
        + (OperatingSystem.IsWindows() ? $"(`netstat -ano -p tcp` shows it)" : $"(`ss -ltnp 'sport = :{Port}'` shows it)")
        + " or choose another port.";
}

internal static class FixedPorts
{
    /// <summary>The ports that the model and the AppHost itself ask for, as opposed to those that Aspire chooses.</summary>
    public static IEnumerable<FixedPort> Of(DistributedApplicationModel model, IConfiguration configuration)
    {
        var randomized = configuration.GetValue("DcpPublisher:RandomizePorts", false);
        var endpoints =
            from resource in model.Resources
            where !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any()
            from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
            where endpoint.Port > 0 && !(endpoint.IsProxied && randomized)
            select new FixedPort(endpoint.Port!.Value, OwnerOf(resource, endpoint));

        return Uri.TryCreate(configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"], UriKind.Absolute, out var service) && service.Port > 0
            ? endpoints.Append(new FixedPort(service.Port, "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL (launchSettings.json)"))
            : endpoints;
    }

    /// <summary>Those that something listens on already, at an address that a loopback listener collides with.</summary>
    public static IReadOnlyList<FixedPort> InUse(IEnumerable<FixedPort> ports)
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => IPAddress.IsLoopback(listener.Address)
                || listener.Address.Equals(IPAddress.Any) || listener.Address.Equals(IPAddress.IPv6Any))
            .Select(listener => listener.Port)
            .ToHashSet();
        return [.. ports.Where(port => taken.Contains(port.Port))];
    }

    private static string OwnerOf(IResource resource, EndpointAnnotation endpoint) => resource.Name == ResourceProgress.Dashboard
        ? $"the Aspire dashboard's endpoint '{endpoint.Name}' (launchSettings.json)"
        : $"endpoint '{endpoint.Name}' of resource '{resource.Name}'";
}

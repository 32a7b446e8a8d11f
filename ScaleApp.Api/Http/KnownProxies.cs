using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ScaleApp.Api.Http;

/// <summary>Finds the address of the client behind the balancer.</summary>
/// <remarks>
/// <c>Proxies:Networks</c> names the balancers in front of this service, as <c>10.1.0.0/16</c>, besides loopback, where the topology's own
/// balancer is. X-Forwarded-For and X-Forwarded-Proto of other senders are ignored, or a client could have the limits of another.
/// </remarks>
internal static class KnownProxies
{
    private const string Setting = "Proxies:Networks";

    private static readonly string[] Loopback = ["127.0.0.0/8", "::1/128"];

    public static void AddKnownProxies(this IHostApplicationBuilder builder)
    {
        var networks = builder.Configuration.GetSection(Setting).Get<string[]>() ?? [];
        if (Array.Find(networks, network => !IPNetwork.TryParse(network, out _)) is { } wrong)
        {
            throw new InvalidOperationException($"{Setting} holds '{wrong}', which is not a network: write address/bits.");
        }

        // Last, because the framework's own switch believes every sender.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in Loopback.Concat(networks))
            {
                forwarded.KnownIPNetworks.Add(IPNetwork.Parse(network));
            }
        });
    }

    /// <summary>Does nothing where the framework's switch (ASPNETCORE_FORWARDEDHEADERS_ENABLED) has done it.</summary>
    public static void UseKnownProxies(this WebApplication app)
    {
        if (!app.Configuration.GetValue("ForwardedHeaders_Enabled", false))
        {
            app.UseForwardedHeaders();
        }
    }
}

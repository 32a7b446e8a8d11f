using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace ScaleApp.Api.Http;

/// <summary>The proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted.</summary>
internal sealed class KnownProxiesOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Proxies";

    /// <summary>
    /// Networks of the balancers in front of this service, as <c>10.1.0.0/16</c>. Default: none but loopback, where the topology's
    /// own balancer is. From everybody else the headers are ignored, or anybody could have the limits of another.
    /// </summary>
    public string[] Networks { get; set; } = [];
}

/// <summary>Finds the address of the client behind the balancer.</summary>
internal static class KnownProxies
{
    private static readonly string[] Loopback = ["127.0.0.0/8", "::1/128"];

    public static void AddKnownProxies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<KnownProxiesOptions>().BindConfiguration(KnownProxiesOptions.Section)
            .Validate(options => options.Networks.All(network => IPNetwork.TryParse(network, out _)),
                $"{KnownProxiesOptions.Section}:{nameof(KnownProxiesOptions.Networks)} holds what is no network: write address/bits.")
            .ValidateOnStart();

        // Last, because the framework's own switch believes everybody.
        builder.Services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<KnownProxiesOptions>>((forwarded, options) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in Loopback.Concat(options.Value.Networks))
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

using System.Net;
using Microsoft.Extensions.Options;
using ScaleApp.Gateway.Health;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.SessionAffinity;

namespace ScaleApp.Gateway.Destinations;

/// <summary>YARP's routes and clusters over the replicas: one for hubs, with affinity, and one for everything else.</summary>
internal sealed class ProxyConfiguration(IOptions<GatewayOptions> options)
{
    public const string Hubs = "hubs";
    public const string Api = "api";

    // The readiness endpoint of the service defaults.
    private const string HealthPath = "/health";

    // Longer than SignalR's long polls (90 s) and keep-alives (15 s) take.
    private static readonly TimeSpan HubActivityTimeout = TimeSpan.FromMinutes(2);

    public IReadOnlyList<RouteConfig> Routes { get; } =
    [
        new() { RouteId = Hubs, ClusterId = Hubs, Match = new RouteMatch { Path = options.Value.HubsPath + "/{**rest}" }, Order = 0 },
        new() { RouteId = Api, ClusterId = Api, Match = new RouteMatch { Path = "/{**rest}" }, Order = 1 },
    ];

    public IReadOnlyList<ClusterConfig> ClustersOver(IEnumerable<Uri> replicas)
    {
        // The address is the id: all gateways then give a replica the same affinity cookie.
        var destinations = replicas.Select(address => address.AbsoluteUri).ToDictionary(address => address, address => new DestinationConfig { Address = address });
        return
        [
            Cluster(Api, options.Value.ActivityTimeout, destinations),
            Cluster(Hubs, HubActivityTimeout, destinations) with { SessionAffinity = Affinity() },
        ];
    }

    private ClusterConfig Cluster(string id, TimeSpan activityTimeout, IReadOnlyDictionary<string, DestinationConfig> destinations) => new()
    {
        ClusterId = id,
        Destinations = destinations,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = activityTimeout,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = UsableDestinationsPolicy.PolicyName,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Path = HealthPath,
                Interval = options.Value.HealthInterval,
                Timeout = options.Value.HealthTimeout,
                Policy = ReadinessPolicy.PolicyName,
            },
            Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = FirstFailurePolicy.PolicyName },
        },
    };

    private SessionAffinityConfig Affinity() => new()
    {
        Enabled = true,
        Policy = SessionAffinityConstants.Policies.HashCookie,
        FailurePolicy = SessionAffinityConstants.FailurePolicies.Redistribute,
        AffinityKeyName = "replica",
        Cookie = new SessionAffinityCookieConfig
        {
            Path = options.Value.HubsPath,
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Lax,
            SecurePolicy = CookieSecurePolicy.SameAsRequest,
        },
    };
}

using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using ScaleApp.Gateway.Forwarding;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Gateway.Health;

/// <summary>Lets a replica rest after the first connection that could not be made or broke before the response.</summary>
/// <remarks>
/// A client that disconnects does not count, nor does a response that is late or breaks off: a client could cause those with a request
/// of its own, and so take out one replica after the other. <see cref="ReadinessPolicy"/> finds replicas that hang.
/// </remarks>
internal sealed class FirstFailurePolicy(IDestinationHealthUpdater health, IOptions<GatewayOptions> options) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "FirstFailure";

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (context.GetForwarderErrorFeature() is { Error: var error } && !context.RequestAborted.IsCancellationRequested
            && IsOfConnection(error, context.Features.GetRequiredFeature<Attempt>()))
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, options.Value.FailureRest);
        }
    }

    private static bool IsOfConnection(ForwarderError error, Attempt attempt) => error switch
    {
        ForwarderError.Request or ForwarderError.RequestBodyDestination => attempt.Status is null,
        ForwarderError.RequestTimedOut => !attempt.IsSent,
        _ => false,
    };
}

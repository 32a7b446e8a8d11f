using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Gateway.Health;

/// <summary>Prefers replicas that are ready and have not failed just now; when all have, uses those that are ready.</summary>
/// <remarks>A replica that has said that it is not ready is never used. A new one is: it registers when it is ready.</remarks>
internal sealed class UsableDestinationsPolicy : IAvailableDestinationsPolicy
{
    public const string PolicyName = "Usable";

    public string Name => PolicyName;

    public IReadOnlyList<DestinationState> GetAvailalableDestinations(ClusterConfig config, IReadOnlyList<DestinationState> allDestinations)
    {
        DestinationState[] ready = [.. allDestinations.Where(IsReady)];
        DestinationState[] rested = [.. ready.Where(destination => destination.Health.Passive != DestinationHealth.Unhealthy)];
        return rested.Length > 0 ? rested : ready;
    }

    public static bool IsReady(DestinationState destination) => destination.Health.Active != DestinationHealth.Unhealthy;
}

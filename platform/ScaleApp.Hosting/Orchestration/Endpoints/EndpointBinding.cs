using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Hosting.Orchestration.Endpoints;

/// <summary>How one endpoint of a resource is served on this machine.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Balancer">Holds the public port and shares it out; null when the program itself listens there.</param>
/// <param name="FixedPort">The port the program listens on; null when each replica gets one of its own.</param>
internal sealed record EndpointBinding(EndpointAnnotation Endpoint, ILoadBalancer? Balancer, int? FixedPort);

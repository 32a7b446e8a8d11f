using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A registered health check tells whether the resource is healthy.</summary>
/// <param name="key">The name under which the check is registered with <c>AddHealthChecks()</c>.</param>
[DebuggerDisplay("Health check {Key,nq}")]
public sealed class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

/// <summary>Each replica is asked over HTTP, on its own port, whether it is healthy.</summary>
/// <param name="key">Names the check in reports.</param>
/// <param name="endpointSelector">The endpoint to ask; called once the topology is complete.</param>
/// <param name="path">The path to ask for.</param>
/// <param name="statusCode">The only status that counts as healthy; 200.</param>
public sealed class HttpHealthCheckAnnotation(
    string key, Func<EndpointReference> endpointSelector, string path = "/", int statusCode = 200) : IResourceAnnotation
{
    public string Key { get; } = key;

    public string Path { get; } = path;

    public int StatusCode { get; } = statusCode;

    public EndpointReference Endpoint => endpointSelector();
}

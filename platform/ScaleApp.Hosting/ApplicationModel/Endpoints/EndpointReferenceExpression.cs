using System.Diagnostics;
using System.Globalization;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>One part of an endpoint, such as its port.</summary>
public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property)
    : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    public EndpointReference Endpoint { get; } = endpointReference;

    public EndpointProperty Property { get; } = property;

    public string ValueExpression => Endpoint.GetExpression(Property);

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>
    /// The part's value. <see cref="EndpointProperty.TargetPort"/> is the replica's own port when a replica asks about
    /// itself; the others are the same for everyone.
    /// </summary>
    public async ValueTask<string?> GetValueAsync(
        ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var annotation = Endpoint.EndpointAnnotation;
        if (Property == EndpointProperty.Scheme)
        {
            return annotation.UriScheme;
        }

        if (Property == EndpointProperty.TargetPort && FindTargetPort(context, annotation) is { } targetPort)
        {
            return Text(targetPort);
        }

        var allocated = await annotation.WhenAllocatedAsync(cancellationToken).ConfigureAwait(false);
        return Property switch
        {
            EndpointProperty.Url => allocated.UriString,
            EndpointProperty.Host => allocated.Address,
            EndpointProperty.IPV4Host => "127.0.0.1",
            EndpointProperty.Port => Text(allocated.Port),
            EndpointProperty.HostAndPort => allocated.EndPointString,
            // Nothing between the public port and the program: they are one.
            EndpointProperty.TargetPort => Text(annotation.TargetPort ?? allocated.Port),
            var other => throw new UnreachableException($"Unhandled endpoint property {other}."),
        };
    }

    internal static string NameOf(EndpointProperty property) => property switch
    {
        EndpointProperty.Url => "url",
        EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
        EndpointProperty.Port => "port",
        EndpointProperty.Scheme => "scheme",
        EndpointProperty.TargetPort => "targetPort",
        EndpointProperty.HostAndPort => "hostAndPort",
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, "Not a part of an endpoint."),
    };

    private int? FindTargetPort(ValueProviderContext context, EndpointAnnotation annotation) =>
        ReferenceEquals(context.Caller, Endpoint.Resource) && context.TargetPorts.TryGetValue(annotation.Name, out var port)
            ? port
            : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The parts of an endpoint.</summary>
public enum EndpointProperty
{
    /// <summary><c>scheme://host:port</c>.</summary>
    Url,
    Host,
    /// <summary>The host as an IPv4 address.</summary>
    IPV4Host,
    Port,
    Scheme,
    /// <summary>The port that the program itself listens on.</summary>
    TargetPort,
    /// <summary><c>host:port</c>.</summary>
    HostAndPort,
}

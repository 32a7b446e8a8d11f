using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Stands for an endpoint of a resource, whether or not it exists yet.</summary>
[DebuggerDisplay("{Resource.Name,nq}/{EndpointName,nq}")]
public sealed class EndpointReference : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    private EndpointAnnotation? _endpoint;

    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(endpointName);
        Resource = owner;
        EndpointName = endpointName;
    }

    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint)
        : this(owner, endpoint.Name)
    {
        _endpoint = endpoint;
    }

    public IResourceWithEndpoints Resource { get; }

    public string EndpointName { get; }

    /// <summary>True when the resource has an endpoint of that name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>True once the host has bound the endpoint.</summary>
    public bool IsAllocated => Find()?.AllocatedEndpoint is not null;

    public bool IsHttp => string.Equals(Scheme, "http", StringComparison.OrdinalIgnoreCase);

    public bool IsHttps => string.Equals(Scheme, "https", StringComparison.OrdinalIgnoreCase);

    /// <summary>The scheme; known before the topology runs.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>The port that the program itself listens on, when it was fixed.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <exception cref="InvalidOperationException">The topology does not run yet.</exception>
    public int Port => Allocated.Port;

    /// <inheritdoc cref="Port"/>
    public string Host => Allocated.Address;

    /// <inheritdoc cref="Port"/>
    public string Url => Allocated.UriString;

    public string ValueExpression => GetExpression();

    IEnumerable<object> IValueWithReferences.References => [Resource];

    /// <exception cref="InvalidOperationException">The resource has no endpoint of that name.</exception>
    public EndpointAnnotation EndpointAnnotation => Find() ?? throw new InvalidOperationException(
        $"The resource '{Resource.Name}' has no endpoint named '{EndpointName}'; it has {KnownEndpoints()}.");

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllocatedEndpoint ?? throw new InvalidOperationException(
        $"The endpoint '{EndpointName}' of '{Resource.Name}' has no address yet; start the application first.");

    /// <summary>One part of the endpoint, for use in expressions.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    public string GetExpression(EndpointProperty property = EndpointProperty.Url) =>
        $"{{{Resource.Name}.bindings.{EndpointName}.{EndpointReferenceExpression.NameOf(property)}}}";

    /// <summary>The URL. Waits until the host has bound the endpoint.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        (await EndpointAnnotation.WhenAllocatedAsync(cancellationToken).ConfigureAwait(false)).UriString;

    private EndpointAnnotation? Find() => _endpoint ??= Resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private string KnownEndpoints()
    {
        var names = Resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => $"'{endpoint.Name}'").ToArray();
        return names is [] ? "none" : string.Join(", ", names);
    }
}

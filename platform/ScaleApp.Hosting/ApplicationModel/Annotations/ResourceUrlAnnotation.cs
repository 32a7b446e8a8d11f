using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>An address to show for the resource, beside those of its endpoints.</summary>
[DebuggerDisplay("{Url,nq}")]
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address; one that starts with <c>/</c> continues that of <see cref="Endpoint"/>.</summary>
    public required string Url { get; set; }

    public string? DisplayText { get; set; }

    public int? DisplayOrder { get; set; }

    public EndpointReference? Endpoint { get; init; }

    /// <summary>The text, when it is put together from values known only when the topology runs.</summary>
    internal ReferenceExpression? Expression { get; init; }
}

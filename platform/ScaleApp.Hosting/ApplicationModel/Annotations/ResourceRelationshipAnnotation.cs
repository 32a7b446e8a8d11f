using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The resource has to do with another one.</summary>
/// <param name="resource">The other one.</param>
/// <param name="type">How, such as <c>Reference</c>, <c>WaitFor</c> or <c>Parent</c>.</param>
[DebuggerDisplay("{Type,nq} of {Resource.Name,nq}")]
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public string Type { get; } = type;
}

/// <summary>The relationships that the verbs make.</summary>
public static class KnownRelationshipTypes
{
    public const string Parent = "Parent";

    public const string Reference = "Reference";

    public const string WaitFor = "WaitFor";
}

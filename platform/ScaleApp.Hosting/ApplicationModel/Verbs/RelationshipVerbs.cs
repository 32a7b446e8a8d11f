using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Says how resources belong together.</summary>
public static class RelationshipVerbs
{
    public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResource resource, string type)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        var known = builder.Resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Any(relationship => ReferenceEquals(relationship.Resource, resource) && relationship.Type == type);
        return known ? builder : builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));
    }

    /// <summary>Shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent)
        where T : IResource => builder.WithParentRelationship(parent.Resource);

    /// <inheritdoc cref="WithParentRelationship{T}(IResourceBuilder{T}, IResourceBuilder{IResource})"/>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResource parent)
        where T : IResource => builder.WithRelationship(parent, KnownRelationshipTypes.Parent);

    public static IResourceBuilder<T> WithReferenceRelationship<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> resourceBuilder)
        where T : IResource => builder.WithRelationship(resourceBuilder.Resource, KnownRelationshipTypes.Reference);

    /// <summary>Notes a reference to every resource that a value is made from.</summary>
    internal static void RelateTo<T>(this IResourceBuilder<T> builder, object? value)
        where T : IResource
    {
        if (value is IResource resource)
        {
            if (!ReferenceEquals(resource, builder.Resource))
            {
                builder.WithRelationship(resource, KnownRelationshipTypes.Reference);
            }

            return;
        }

        foreach (var part in (value as IValueWithReferences)?.References ?? [])
        {
            builder.RelateTo(part);
        }
    }
}

using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Says what resources wait for before they start.</summary>
public static class WaitVerbs
{
    /// <summary>Waits until another resource runs and is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilHealthy);

    /// <inheritdoc cref="WaitFor{T}(IResourceBuilder{T}, IResourceBuilder{IResource})"/>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">What it waits for.</param>
    /// <param name="waitBehavior">What to do when the other has ended or could not start.</param>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>Waits until another resource runs, healthy or not.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilStarted);

    /// <inheritdoc cref="WaitForStart{T}(IResourceBuilder{T}, IResourceBuilder{IResource})"/>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">What it waits for.</param>
    /// <param name="waitBehavior">What to do when the other has ended or could not start.</param>
    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilStarted, waitBehavior);

    /// <summary>Waits until another resource has ended.</summary>
    /// <param name="builder">The resource that waits.</param>
    /// <param name="dependency">What it waits for.</param>
    /// <param name="exitCode">The exit code that counts as success.</param>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport =>
        builder.Wait(dependency, WaitType.WaitForCompletion, exitCode: exitCode);

    /// <summary>Does not start the resource with the others: it waits for somebody to start it.</summary>
    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource =>
        builder.WithAnnotation<ExplicitStartupAnnotation>(ResourceAnnotationMutationBehavior.Replace);

    private static IResourceBuilder<T> Wait<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitType type,
        WaitBehavior? behavior = null, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(dependency);
        var resource = dependency.Resource;
        if (ReferenceEquals(resource, builder.Resource))
        {
            throw new DistributedApplicationException($"The resource '{resource.Name}' cannot wait for itself.");
        }

        // What lives inside another resource is there no sooner than that one.
        if (resource is IResourceWithParent child && !ReferenceEquals(child.Parent, builder.Resource)
            && type != WaitType.WaitForCompletion)
        {
            builder.WithAnnotation(new WaitAnnotation(child.Parent, type) { WaitBehavior = behavior });
        }

        return builder
            .WithRelationship(resource, KnownRelationshipTypes.WaitFor)
            .WithAnnotation(new WaitAnnotation(resource, type, exitCode) { WaitBehavior = behavior });
    }
}

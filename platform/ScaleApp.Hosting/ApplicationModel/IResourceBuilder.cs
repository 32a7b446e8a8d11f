namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Describes one resource of a topology.</summary>
/// <typeparam name="T">What kind of resource it is. Covariant, so that a verb for an interface takes every resource that has it.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The topology that the resource belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }

    /// <summary>Says something about the resource that needs no values.</summary>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation, new() => WithAnnotation(new TAnnotation(), behavior);

    /// <summary>Says something about the resource.</summary>
    /// <param name="annotation">What is said.</param>
    /// <param name="behavior">Whether it comes on top of, or instead of, what was said of the same type before.</param>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(
        TAnnotation annotation,
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}

/// <summary>What an annotation does to those of the same type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    Append,
    Replace,
}

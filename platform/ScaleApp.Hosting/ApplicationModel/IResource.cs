namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A part of the topology: something that runs, or something that others are told about.</summary>
public interface IResource
{
    /// <summary>The name, unique in the topology whatever its case.</summary>
    string Name { get; }

    /// <summary>Everything that was said about the resource, in the order in which it was said.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

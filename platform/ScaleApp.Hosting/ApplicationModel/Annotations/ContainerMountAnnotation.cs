using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A folder or volume that a container sees.</summary>
/// <param name="source">A folder's full path, or a volume's name; null for an unnamed volume.</param>
/// <param name="target">The path inside the container.</param>
/// <param name="type">Folder or volume.</param>
/// <param name="isReadOnly">True when the container may not write to it.</param>
[DebuggerDisplay("{Source,nq} -> {Target,nq}")]
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly)
    : IResourceAnnotation
{
    public string? Source { get; } = source;

    public string Target { get; } = target;

    public ContainerMountType Type { get; } = type;

    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>What is mounted.</summary>
public enum ContainerMountType
{
    BindMount,
    Volume,
}

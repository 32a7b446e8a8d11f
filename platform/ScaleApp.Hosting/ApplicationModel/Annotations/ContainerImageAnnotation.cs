using System.Diagnostics;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The image that a container is made from.</summary>
[DebuggerDisplay("{FullName,nq}")]
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>The registry, or null for the engine's own choice.</summary>
    public string? Registry { get; set; }

    public required string Image { get; set; }

    public string? Tag { get; set; }

    /// <summary>The hexadecimal digest; it wins over <see cref="Tag"/>.</summary>
    public string? SHA256 { get; set; }

    /// <summary>As it is given to the engine.</summary>
    internal string FullName
    {
        get
        {
            var image = Registry is { Length: > 0 } registry ? $"{registry}/{Image}" : Image;
            return SHA256 is { } digest ? $"{image}@sha256:{digest}" : $"{image}:{Tag ?? "latest"}";
        }
    }
}

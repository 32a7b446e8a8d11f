using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What a health check said last.</summary>
/// <param name="Name">The check.</param>
/// <param name="Status">Null before it ran for the first time.</param>
/// <param name="Description">Why, in a sentence.</param>
/// <param name="ExceptionText">The exception it ended with, if it did.</param>
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When it ran last.</summary>
    public DateTime? LastRunAt { get; init; }
}

/// <summary>A variable that a replica was started with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsFromSpec">True when the topology set it, false when it was inherited.</param>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec)
{
    /// <summary>True when the value must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>An address of a resource.</summary>
/// <param name="Name">The endpoint's name, if it is one's.</param>
/// <param name="Url">The address.</param>
/// <param name="IsInternal">True for one that is of use only inside the topology, such as a replica's own.</param>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>True while nothing answers there.</summary>
    public bool IsInactive { get; init; }

    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();
}

/// <summary>How an address is shown.</summary>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A fact about a resource.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>True when the value must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>A folder or volume that a resource uses.</summary>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);

/// <summary>A relationship with another resource.</summary>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>A command, and whether it can be used now.</summary>
public sealed record ResourceCommandSnapshot(
    string Name, ResourceCommandState State, string DisplayName, string? DisplayDescription, object? Parameter,
    string? ConfirmationMessage, string? IconName, IconVariant? IconVariant, bool IsHighlighted);

/// <summary>The names of the properties that resources have.</summary>
public static class KnownPropertyNames
{
    public const string ResourceSource = "resource.source";

    public const string ReplicaIndex = "replica.index";

    public const string ProjectPath = "project.path";

    public const string ExecutablePath = "executable.path";

    public const string ExecutablePid = "executable.pid";

    public const string ExecutableWorkDir = "executable.workDir";

    public const string ContainerImage = "container.image";

    public const string ParameterValue = "Value";
}

internal static class ResourcePropertySnapshots
{
    /// <summary>The properties with one set: changed where it was, else added at the end.</summary>
    public static ImmutableArray<ResourcePropertySnapshot> SetResourceProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties, string name, object? value, bool isSensitive = false)
    {
        var property = new ResourcePropertySnapshot(name, value) { IsSensitive = isSensitive };
        var known = properties.FirstOrDefault(candidate => candidate.Name == name);
        return known is null ? properties.Add(property) : properties.Replace(known, property);
    }
}

using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What is known of a resource, or of one replica of it, at a moment. It never changes.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind, such as <c>Project</c>.</summary>
    public required string ResourceType { get; init; }

    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When the resource was made known.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When its program was last started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When its program last ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>Null before anything is known.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The last exit code; null while none is known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// The worst of <see cref="HealthReports"/>. Without health checks a running resource is healthy; a check that has not
    /// run yet counts as unhealthy; a resource that does not run has no health.
    /// </summary>
    public HealthStatus? HealthStatus => State?.Text != KnownResourceStates.Running
        ? null
        : HealthReports.IsDefaultOrEmpty
            ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            : HealthReports.Min(report => report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy);

    public ImmutableArray<HealthReportSnapshot> HealthReports { get; init; } = [];

    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>True for a resource that is of no interest to the user.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Grows with every change of the same resource or replica.</summary>
    public long Version { get; internal init; }
}

using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The replicas of a project as one row of the dashboard, under which they stand. Its commands scale and restart them.</summary>
/// <remarks>Comes with <see cref="ReplicaScalingExtensions.WithScaling"/>; its name is that of the project with <c>-replicas</c>.</remarks>
public sealed class ReplicaSetResource : Resource
{
    internal ReplicaSetResource(ProjectResource project, int min, int max, int initial, AutoscalingOptions autoscaling)
        : base($"{project.Name}-replicas") =>
        (Project, Min, Max, Initial, Autoscaling) = (project, min, max, initial, autoscaling);

    /// <summary>The project whose replicas these are.</summary>
    public ProjectResource Project { get; }

    /// <summary>The fewest replicas that it may be scaled to.</summary>
    public int Min { get; }

    /// <summary>The most replicas that it may be scaled to.</summary>
    public int Max { get; }

    /// <summary>The replicas that start with the AppHost.</summary>
    public int Initial { get; }

    /// <summary>What the autoscaler aims at.</summary>
    public AutoscalingOptions Autoscaling { get; }
}

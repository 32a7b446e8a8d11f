using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The replicas of a project as one row of the dashboard, under which they stand. Its commands scale and restart them.</summary>
/// <remarks>Comes with <see cref="ReplicaScalingExtensions.WithScaling"/>; its name is that of the project with <c>-replicas</c>.</remarks>
public sealed class ReplicaSetResource : Resource
{
    internal ReplicaSetResource(ProjectResource project, int min, int max, int initial, AutoscalingOptions autoscaling)
        : base($"{project.Name}-replicas") =>
        (Project, Min, Max, Initial, Autoscaling) = (project, min, max, initial, autoscaling);

    public ProjectResource Project { get; }

    public int Min { get; }

    public int Max { get; }

    /// <summary>The replicas that start with the AppHost.</summary>
    public int Initial { get; }

    public AutoscalingOptions Autoscaling { get; }
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Hosting.Scaling;

namespace ScaleApp.Hosting;

public static class ReplicaScalingExtensions
{
    private const string RowType = "Replicas";

    /// <summary>
    /// Lets the project run between <paramref name="min"/> and <paramref name="max"/> replicas; those of <c>WithReplicas</c>, which comes first,
    /// start with the AppHost.
    /// </summary>
    /// <remarks>
    /// Adds the row <c>{name}-replicas</c> with the commands Scale, Rolling restart, and Autoscale on and off, also for <c>aspire resource</c>.
    /// <see cref="ReplicaSets"/> is the service behind them. Replicas that are not in use show as not started, so others wait for the project with
    /// <see cref="WaitForAnyReplicaExtensions.WaitForAnyReplica"/>: <c>WaitFor</c> would wait for all of them.
    /// </remarks>
    /// <param name="builder">The project.</param>
    /// <param name="min">The fewest replicas; at least one.</param>
    /// <param name="max">The most replicas.</param>
    /// <param name="configure">What the autoscaler aims at, and where it reads the loads.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds do not hold the number of replicas that start.</exception>
    public static IResourceBuilder<ProjectResource> WithScaling(
        this IResourceBuilder<ProjectResource> builder, int min, int max, Action<AutoscalingOptions>? configure = null)
    {
        var initial = builder.Resource.GetReplicaCount();
        if (min < 1 || min > initial || initial > max)
        {
            throw new ArgumentOutOfRangeException(nameof(min),
                $"'{builder.Resource.Name}' starts {initial} replicas, which are not between {min} and {max}, or {min} is less than one. Call WithReplicas before WithScaling.");
        }

        var application = builder.ApplicationBuilder;
        if (!application.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        var options = new AutoscalingOptions();
        configure?.Invoke(options);
        AddServices(application);
        var set = new ReplicaSetResource(builder.Resource, min, max, initial, options);
        application.AddResource(set)
            .WithInitialState(new CustomResourceSnapshot { ResourceType = RowType, Properties = [], State = ReplicaSetRow.State(running: 0, wanted: initial, max) })
            .WithIconName("ArrowAutofitHeight")
            .ExcludeFromManifest()
            .WithReplicaSetCommands();

        // The set starts the first ones itself.
        builder.WithReplicas(max).WithExplicitStart().WithParentRelationship(set);
        return builder;
    }

    private static void AddServices(IDistributedApplicationBuilder application)
    {
        application.UseReplicaSupervision();
        application.Services.AddHttpClient(ReplicaReadiness.HttpClientName, client => client.Timeout = ReplicaReadiness.RequestTimeout);
        application.Services.TryAddSingleton<ReplicaReadiness>();
        application.Services.TryAddSingleton<ReplicaSets>();
        application.Services.TryAddEventingSubscriber<ReplicaSetWatch>();
    }
}

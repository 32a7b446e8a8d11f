using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Makes and reads snapshots.</summary>
internal static class ResourceSnapshots
{
    /// <summary>What is known before anything has happened.</summary>
    public static CustomResourceSnapshot Initial(IResource resource)
    {
        if (resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault() is { } given)
        {
            return given.InitialSnapshot;
        }

        return new CustomResourceSnapshot
        {
            ResourceType = KindOf(resource),
            Properties = [],
            Relationships =
            [
                .. resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                    .Select(relationship => new RelationshipSnapshot(relationship.Resource.Name, relationship.Type)),
            ],
        };
    }

    /// <summary>The snapshot with its commands as they can be used in its state.</summary>
    public static CustomResourceSnapshot WithCommands(
        CustomResourceSnapshot snapshot, IResource resource, IServiceProvider services)
    {
        var commands = resource.Annotations.OfType<ResourceCommandAnnotation>().ToArray();
        if (commands.Length == 0)
        {
            return snapshot;
        }

        var context = new UpdateCommandStateContext { ResourceSnapshot = snapshot, ServiceProvider = services };
        return snapshot with
        {
            Commands =
            [
                .. commands.Select(command => new ResourceCommandSnapshot(
                    command.Name, command.UpdateState(context), command.DisplayName, command.DisplayDescription,
                    command.Parameter, command.ConfirmationMessage, command.IconName, command.IconVariant,
                    command.IsHighlighted)),
            ],
        };
    }

    public static bool IsHealthy(CustomResourceSnapshot snapshot) => snapshot.HealthStatus == HealthStatus.Healthy;

    public static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text);

    public static string DescribeFailure(string resourceName, CustomResourceSnapshot snapshot)
    {
        var code = snapshot.ExitCode is { } exitCode ? $" with exit code {exitCode}" : string.Empty;
        return $"'{resourceName}' will not become healthy: it is {snapshot.State?.Text}{code}. Its log says why.";
    }

    private static string KindOf(IResource resource)
    {
        var type = resource.GetType().Name;
        return type.EndsWith("Resource", StringComparison.Ordinal) && type.Length > "Resource".Length
            ? type[..^"Resource".Length]
            : type;
    }
}

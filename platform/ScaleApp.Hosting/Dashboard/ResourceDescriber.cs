using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>Says of a resource what the dashboard shows. Values of secrets stay here.</summary>
internal sealed class ResourceDescriber(
    Topology topology, ResourceNotificationService notifications, ResourceHistory history, UsageSampler usage)
{
    /// <summary>Null before anything is known of it.</summary>
    public ResourceView? Describe(IResource resource)
    {
        if (!notifications.TryGetCurrentState(resource.Name, out var whole) || whole.Snapshot.IsHidden)
        {
            return null;
        }

        var controller = topology.Find(resource);
        var replicas = notifications.GetReplicas(resource)
            .OrderBy(replica => PropertyOf(replica.Snapshot, KnownPropertyNames.ReplicaIndex) as int? ?? 0)
            .Select(replica => Describe(replica, controller) with { Usage = usage.Find(replica.ResourceId, controller) })
            .ToArray();

        return Describe(whole, controller) with
        {
            Replicas = replicas,
            Restarts = replicas.Sum(replica => replica.Restarts),
            Usage = UsageSampler.Sum(replicas.Select(replica => replica.Usage)),
            MostReplicas = controller is null ? null : ScaleCommands.MostReplicas(controller),
        };
    }

    /// <summary>Why it is in its state, or unhealthy; null when there is nothing to say.</summary>
    public static string? ReasonOf(CustomResourceSnapshot snapshot) =>
        PropertyOf(snapshot, SnapshotPublisher.ReasonProperty) as string
        ?? snapshot.HealthReports.FirstOrDefault(report => report.Status is HealthStatus.Unhealthy or HealthStatus.Degraded)?.Description;

    public static string? ToneOf(CustomResourceSnapshot snapshot) => (snapshot.State?.Style, snapshot.HealthStatus) switch
    {
        (_, HealthStatus.Unhealthy) => "bad",
        (_, HealthStatus.Degraded) => "warn",
        ("success", _) => "ok",
        ("error", _) => "bad",
        ("warning", _) => "warn",
        ("info", _) => "info",
        _ => null,
    };

    private ResourceView Describe(ResourceEvent known, ResourceController? controller)
    {
        var now = known.Snapshot;
        return new ResourceView
        {
            Id = known.ResourceId,
            Kind = KindOf(now.ResourceType),
            State = now.State?.Text ?? "Unknown",
            Tone = ToneOf(now),
            Health = now.HealthStatus?.ToString(),
            Reason = ReasonOf(now),
            StartedAt = Utc(now.StartTimeStamp),
            StoppedAt = Utc(now.StopTimeStamp),
            ExitCode = now.ExitCode,
            Restarts = history.Restarts(known.ResourceId),
            Urls = [.. now.Urls.Select(url => new ResourceUrl(url.Url, url.Name, !url.IsInactive))],
            HealthReports = [.. now.HealthReports.Select(report => new HealthView(
                report.Name, report.Status?.ToString() ?? "Unknown", report.Description ?? report.ExceptionText))],
            Environment = [.. now.EnvironmentVariables.Where(variable => variable.IsFromSpec).Select(variable =>
                new NamedValue(variable.Name, variable.IsSensitive ? null : variable.Value, variable.IsSensitive))],
            Properties = PropertiesOf(known),
            Relations = [.. now.Relationships.Select(relation => new ResourceRelation(relation.ResourceName, KindOfRelation(relation.Type)))],
            Commands = [.. now.Commands.Where(command => command.State != ResourceCommandState.Hidden)
                .Select(command => Describe(command, known, controller))],
            Happenings = history.Happenings(known.ResourceId),
        };
    }

    private static NamedValue[] PropertiesOf(ResourceEvent known)
    {
        var properties = known.Snapshot.Properties
            .Where(property => property.Value is not null && property.Name != SnapshotPublisher.ReasonProperty)
            .Select(property => new NamedValue(
                NameOf(property.Name), property.IsSensitive ? null : property.Value!.ToString(), property.IsSensitive));
        return known.Resource is IResourceWithConnectionString && !known.IsReplica
            ? [.. properties, new NamedValue("connection string", null, IsSecret: true)]
            : [.. properties];
    }

    private static string KindOf(string type) => type switch
    {
        "PostgresServer" => "PostgreSQL",
        "PostgresDatabase" => "Database",
        _ => type,
    };

    private static string KindOfRelation(string type) => type switch
    {
        KnownRelationshipTypes.Reference => "refers to",
        KnownRelationshipTypes.Parent => "belongs to",
        KnownRelationshipTypes.WaitFor => "waits for",
        _ => type,
    };

    private static string NameOf(string property) => property switch
    {
        KnownPropertyNames.ExecutablePid => "process id",
        KnownPropertyNames.ReplicaIndex => "replica",
        KnownPropertyNames.ProjectPath => "project",
        KnownPropertyNames.ExecutablePath => "program",
        KnownPropertyNames.ContainerImage => "image",
        _ => property,
    };

    private static CommandView Describe(ResourceCommandSnapshot command, ResourceEvent known, ResourceController? controller)
    {
        var isWhole = !known.IsReplica && controller is not null;
        return new CommandView(
            command.Name, command.DisplayName, command.DisplayDescription ?? Describe(command.Name),
            command.State == ResourceCommandState.Enabled,
            command.ConfirmationMessage ?? (isWhole ? Confirmation(command.Name, known.ResourceId) : null),
            command.Name switch
            {
                KnownResourceCommands.StartCommand => "play",
                KnownResourceCommands.StopCommand => "stop",
                KnownResourceCommands.RestartCommand => "restart",
                KnownResourceCommands.RollingRestartCommand => "rolling",
                _ => "command",
            });
    }

    private static string? Describe(string command) => command switch
    {
        KnownResourceCommands.RollingRestartCommand => "Rolling restart: one replica after the other, so that the rest serve",
        _ => null,
    };

    private static string? Confirmation(string command, string name) => command switch
    {
        KnownResourceCommands.StopCommand => $"Stop {name}? What depends on it will fail until it is started again.",
        KnownResourceCommands.RestartCommand => $"Restart all of {name} at once? What depends on it will fail until it is back.",
        _ => null,
    };

    private static object? PropertyOf(CustomResourceSnapshot snapshot, string name) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == name)?.Value;

    private static DateTimeOffset? Utc(DateTime? at) => at is { } known ? new DateTimeOffset(known, TimeSpan.Zero) : null;
}

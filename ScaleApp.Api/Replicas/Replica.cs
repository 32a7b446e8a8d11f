namespace ScaleApp.Api.Replicas;

/// <summary>Which of the copies of this program answers.</summary>
/// <param name="Name">The replica's name, as the host and the traces call it.</param>
/// <param name="Index">Its number among the replicas, from 0.</param>
/// <param name="ProcessId">The operating system's number of the process.</param>
/// <param name="StartedAt">When the process started.</param>
public sealed record Replica(
    [property: System.Text.Json.Serialization.JsonPropertyName("replica")] string Name,
    int Index,
    int ProcessId,
    DateTimeOffset StartedAt)
{
    private const string InstanceAttribute = "service.instance.id=";

    /// <summary>Reads what the host says of this process; one that was started by hand is called by its process id.</summary>
    internal static Replica FromConfiguration(IConfiguration configuration, DateTimeOffset startedAt)
    {
        var instance = configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(attribute => attribute.StartsWith(InstanceAttribute, StringComparison.Ordinal))?[InstanceAttribute.Length..];
        var name = string.IsNullOrEmpty(instance) ? $"process-{Environment.ProcessId}" : Uri.UnescapeDataString(instance);

        return new Replica(name, configuration.GetValue("SCALEAPP_REPLICA_INDEX", 0), Environment.ProcessId, startedAt);
    }
}

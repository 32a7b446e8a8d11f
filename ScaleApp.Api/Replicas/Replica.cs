using System.Text.Json.Serialization;

namespace ScaleApp.Api.Replicas;

/// <summary>The copy of this program that answers.</summary>
/// <param name="Name">The replica's name: the <c>service.instance.id</c> of its traces.</param>
/// <param name="ProcessId">The operating system's process id.</param>
/// <param name="StartedAt">When the process started.</param>
public sealed record Replica([property: JsonPropertyName("replica")] string Name, int ProcessId, DateTimeOffset StartedAt)
{
    private const string InstanceAttribute = "service.instance.id=";

    /// <summary>Takes the name from <c>OTEL_RESOURCE_ATTRIBUTES</c>; a process without one is named by its process id.</summary>
    internal static Replica FromConfiguration(IConfiguration configuration, DateTimeOffset startedAt)
    {
        var instance = configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(attribute => attribute.StartsWith(InstanceAttribute, StringComparison.Ordinal))?[InstanceAttribute.Length..];
        var name = string.IsNullOrEmpty(instance) ? $"process-{Environment.ProcessId}" : Uri.UnescapeDataString(instance);

        return new Replica(name, Environment.ProcessId, startedAt);
    }
}

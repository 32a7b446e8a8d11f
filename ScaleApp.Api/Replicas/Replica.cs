using System.Text.Json.Serialization;

namespace ScaleApp.Api.Replicas;

/// <summary>The copy of this program that answers.</summary>
/// <param name="Name">The replica's name: the <c>service.instance.id</c> of its traces.</param>
/// <param name="ProcessId">The operating system's process id.</param>
/// <param name="StartedAt">When the process started.</param>
public sealed record Replica([property: JsonPropertyName("replica")] string Name, int ProcessId, DateTimeOffset StartedAt);

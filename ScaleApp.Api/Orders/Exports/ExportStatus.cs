using System.Text.Json.Serialization;

namespace ScaleApp.Api.Orders.Exports;

/// <summary>How far an export is.</summary>
/// <param name="Id">The export's number.</param>
/// <param name="State">Where it is.</param>
/// <param name="Progress">In per cent.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="ExpiresAt">When it is deleted.</param>
/// <param name="File">Where the file is, once it is ready.</param>
public sealed record ExportStatus(Guid Id, [property: JsonConverter(typeof(JsonStringEnumConverter<ExportState>))] ExportState State,
    double Progress, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, string? File);

/// <summary>Where an export is.</summary>
public enum ExportState
{
    /// <summary>It waits for a worker.</summary>
    Waiting,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>The file can be fetched.</summary>
    Ready,

    /// <summary>It was given up: ask for another.</summary>
    Failed,
}

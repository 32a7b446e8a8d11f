using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Identity;

/// <summary>Who sent something: a replica of a service.</summary>
internal sealed class TelemetryResource
{
    private const int AttributesField = 1;

    /// <summary>Characters of a name; it is repeated on every line of a page.</summary>
    private const int LongestName = 200;

    /// <summary>What the specification says a service without a name is called.</summary>
    private const string Unnamed = "unknown_service";

    /// <param name="message">The message <c>Resource</c> as it was received.</param>
    public TelemetryResource(byte[] message)
    {
        Message = message;
        Attributes = AttributeList.Read(message, AttributesField);
        Service = Find("service.name") ?? Unnamed;
        Replica = Find("service.instance.id") ?? "";
    }

    public byte[] Message { get; }

    public IReadOnlyList<AttributeValue> Attributes { get; }

    /// <summary><c>service.name</c>.</summary>
    public string Service { get; }

    /// <summary><c>service.instance.id</c>, or nothing.</summary>
    public string Replica { get; }

    /// <summary>The replica where there is one, else the service.</summary>
    public string Name => Replica.Length > 0 ? Replica : Service;

    private string? Find(string key) =>
        Attributes.FirstOrDefault(attribute => attribute.Key == key) is { Value.Length: > 0 } found
            ? found.Value[..Math.Min(found.Value.Length, LongestName)]
            : null;
}

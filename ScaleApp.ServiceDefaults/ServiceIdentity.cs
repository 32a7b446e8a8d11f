using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults;

/// <summary>The name of a replica in telemetry and in Redis's list of clients.</summary>
/// <param name="Service">The service: <c>OTEL_SERVICE_NAME</c>, which Aspire sets, or else the application's name.</param>
/// <param name="Instance">
/// The replica: <c>service.instance.id</c> of <c>OTEL_RESOURCE_ATTRIBUTES</c>, which Aspire sets, or else the machine and process.
/// </param>
public sealed record ServiceIdentity(string Service, string Instance)
{
    private const string InstanceAttribute = "service.instance.id";

    /// <summary>What the configuration of the service says, or the defaults.</summary>
    public static ServiceIdentity From(IHostApplicationBuilder builder)
    {
        // In containers every process has the same number; the machine is the container.
        return new(
            builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } service ? service : builder.Environment.ApplicationName,
            InstanceOf(builder.Configuration["OTEL_RESOURCE_ATTRIBUTES"]) ?? $"{Environment.MachineName}-{Environment.ProcessId}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Service}-{Instance}";

    private static string? InstanceOf(string? attributes) => attributes?
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(attribute => attribute.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair is [InstanceAttribute, { Length: > 0 }])
        .Select(pair => Uri.UnescapeDataString(pair[1]))
        .FirstOrDefault();
}

using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Replicas;

internal static class ReplicaRow
{
    private const string ProcessIdProperty = "executable.pid";
    private const string FailuresProperty = "supervision.failures";
    private const string NextStartProperty = "supervision.nextStart";

    public static int? ProcessId(CustomResourceSnapshot row) =>
        row.Properties.FirstOrDefault(property => property.Name == ProcessIdProperty)?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The first address that the replica was told to listen on.</summary>
    public static Uri? Address(CustomResourceSnapshot row) =>
        AddressVariable(row)?.Split(';')[0].Replace("//*", "//localhost", StringComparison.Ordinal) is { } address
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? uri
            : null;

    /// <summary>Whether the replica has endpoints but was not told where to listen, so that it takes Kestrel's default port.</summary>
    public static bool LacksAddress(IResourceWithEndpoints resource, CustomResourceSnapshot row) =>
        resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.UriScheme is "http" or "https")
        && AddressVariable(row) is null;

    public static bool AwaitsRestart(CustomResourceSnapshot row) =>
        row.Properties.Any(property => property.Name == NextStartProperty);

    /// <summary>The replica failed and waits for its next start. Failures are counted for the whole run.</summary>
    public static CustomResourceSnapshot WithNextStart(CustomResourceSnapshot row, string when) => row with
    {
        Properties =
        [
            .. row.Properties.Where(property => property.Name is not (FailuresProperty or NextStartProperty)),
            new(FailuresProperty, Failures(row) + 1) { DisplayName = "Failures", IsHighlighted = true },
            new(NextStartProperty, when) { DisplayName = "Next start", IsHighlighted = true },
        ],
    };

    public static CustomResourceSnapshot WithoutNextStart(CustomResourceSnapshot row) => AwaitsRestart(row)
        ? row with { Properties = [.. row.Properties.Where(property => property.Name != NextStartProperty)] }
        : row;

    public static int Failures(CustomResourceSnapshot row) =>
        row.Properties.FirstOrDefault(property => property.Name == FailuresProperty)?.Value is int failures ? failures : 0;

    private static string? AddressVariable(CustomResourceSnapshot row) =>
        row.EnvironmentVariables.FirstOrDefault(variable =>
            variable.Name == "ASPNETCORE_URLS"
            || (variable.Name.StartsWith("Kestrel__Endpoints__", StringComparison.OrdinalIgnoreCase)
                && variable.Name.EndsWith("__Url", StringComparison.OrdinalIgnoreCase)))?.Value;
}

using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Orchestration.Environment;

/// <summary>Tells which variables must not be shown.</summary>
internal static class Secrets
{
    private static readonly string[] Telling = ["PASSWORD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "_HEADERS", "_URI"];

    /// <summary>True for a connection string and for a name that says so; when in doubt, true.</summary>
    public static bool IsSecret(string name, object? value) =>
        name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || Telling.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || RefersToSecret(value, depth: 0);

    private static bool RefersToSecret(object? value, int depth) => value switch
    {
        // Deeper than anybody writes: something that refers to itself.
        _ when depth > 8 => true,
        IResourceWithConnectionString or ParameterResource { Secret: true } => true,
        IValueWithReferences many => many.References.Any(reference => RefersToSecret(reference, depth + 1)),
        _ => false,
    };
}

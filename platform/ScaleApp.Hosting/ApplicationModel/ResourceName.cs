namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The rules for names of resources and endpoints: they end up in host names, variables, files and URLs.</summary>
internal static class ResourceName
{
    public const int MaxLength = 64;

    public static void Validate(string name) => Validate(name, "resource");

    public static void Validate(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);

        if (FindFault(name) is { } fault)
        {
            throw new InvalidNameException($"The {what} name '{name}' is not valid: {fault}.");
        }
    }

    private static string? FindFault(string name) => name switch
    {
        { Length: 0 or > MaxLength } => $"it must have 1 to {MaxLength} characters",
        _ when !char.IsAsciiLetter(name[0]) => "it must start with an ASCII letter",
        _ when name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-') => "it may hold only ASCII letters, digits and hyphens",
        _ when name[^1] == '-' => "it must not end with a hyphen",
        _ when name.Contains("--", StringComparison.Ordinal) => "it must not hold two hyphens in a row",
        _ => null,
    };
}

/// <summary>A name breaks the rules of <see cref="ResourceName"/>.</summary>
internal sealed class InvalidNameException(string message) : ArgumentException(message);

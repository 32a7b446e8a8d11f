namespace ScaleApp.Tests.Support;

/// <summary>
/// A fact that needs programs of the machine. Where one is missing the test is skipped and says which; under CI=true it runs
/// and fails, so that no test is skipped unnoticed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] programs) => Skip = Requirement.Missing(programs)!;
}

/// <inheritdoc cref="RequiresFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] programs) => Skip = Requirement.Missing(programs)!;
}

internal static class Requirement
{
    private static readonly bool IsContinuousIntegration =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        "/usr/sbin", "/usr/local/sbin", "/usr/lib/podman", "/usr/libexec/podman",
        .. Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            : [],
    ];

    /// <summary>Why the test cannot run here, or null when it can (or must).</summary>
    public static string? Missing(string[] programs)
    {
        var missing = programs.Where(program => Find(program) is null).ToArray();
        return missing is [] || IsContinuousIntegration ? null : $"Needs {string.Join(" and ", missing)}, which is not installed.";
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

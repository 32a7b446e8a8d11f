using System.Reflection;

namespace ScaleApp.Hosting.BuiltPrograms;

/// <summary>Where the AppHost's build put the programs of its projects, as <c>BuiltPrograms.targets</c> recorded it.</summary>
internal sealed class ProgramPaths(Assembly? appHost)
{
    private const string Prefix = "BuiltProgram:";

    private readonly Dictionary<string, string> _assemblies =
        (appHost?.GetCustomAttributes<AssemblyMetadataAttribute>() ?? [])
        .Where(data => data.Key.StartsWith(Prefix, StringComparison.Ordinal) && data.Value is not null)
        .ToDictionary(data => data.Key[Prefix.Length..], data => data.Value!, StringComparer.Ordinal);

    /// <summary>The program to start for a project, or why there is none.</summary>
    public (string? Program, string? Reason) Find(string projectPath)
    {
        if (!_assemblies.TryGetValue(Path.GetFullPath(projectPath), out var assembly))
        {
            return (null, "the AppHost's build did not record its program: import BuiltPrograms.targets in the AppHost's project");
        }

        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program)
            ? (program, null)
            : (null, $"'{program}' does not exist: build the project, with UseAppHost not turned off");
    }
}

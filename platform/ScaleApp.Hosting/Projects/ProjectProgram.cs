using System.Runtime.InteropServices;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Projects;

/// <summary>How the program that was built of a project is started.</summary>
/// <param name="FileName">The program: the project's own executable, else <c>dotnet</c>.</param>
/// <param name="Arguments">What comes before the resource's own arguments.</param>
/// <param name="WorkingDirectory">The project's folder, where its settings lie.</param>
/// <param name="Environment">What the program needs to find the runtime.</param>
internal sealed record ProjectProgram(
    string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Finds what was built of a project.</summary>
    /// <exception cref="DistributedApplicationException">The project is missing or not built; the message says what to do.</exception>
    public static async Task<ProjectProgram> FindAsync(
        ProjectResource project, string stateFolder, CancellationToken cancellationToken)
    {
        var metadata = project.GetProjectMetadata();
        var path = metadata.ProjectPath;
        if (!File.Exists(path))
        {
            throw new DistributedApplicationException(
                $"The project of '{project.Name}' is missing: there is no file '{path}'.");
        }

        var target = (metadata as IProjectOutput)?.TargetPath
            ?? await new ProjectOutputs(stateFolder).FindAsync(project.Name, path, cancellationToken).ConfigureAwait(false);
        return File.Exists(target)
            ? For(target, Path.GetDirectoryName(path)!)
            : throw new DistributedApplicationException(
                $"The project of '{project.Name}' is not built: there is no file '{target}'. Run: dotnet build {path}");
    }

    private static ProjectProgram For(string target, string projectFolder)
    {
        var runtime = FindDotNet();
        var own = Path.ChangeExtension(target, OperatingSystem.IsWindows() ? ".exe" : null);
        var environment = new Dictionary<string, string>();
        if (Path.GetDirectoryName(runtime) is { Length: > 0 } root)
        {
            // The program runs on the runtime that the host runs on, even where that is not installed for everyone.
            environment["DOTNET_ROOT"] = root;
        }

        return File.Exists(own)
            ? new ProjectProgram(own, [], projectFolder, environment)
            : new ProjectProgram(runtime, ["exec", target], projectFolder, environment);
    }

    /// <summary>The <c>dotnet</c> that this process runs on; that of PATH when it cannot be told.</summary>
    internal static string FindDotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}

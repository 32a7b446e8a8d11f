using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting;

/// <summary>The project that describes the topology. Its build writes where it lies into its assembly.</summary>
internal static class AppHostProject
{
    /// <summary>The assembly attribute with the full path of the project file.</summary>
    public const string PathAttribute = "apphostprojectpath";

    public static Assembly? FindAssembly(DistributedApplicationOptions options) =>
        options.AssemblyName is { } name ? Assembly.Load(new AssemblyName(name)) : Assembly.GetEntryAssembly();

    /// <summary>The project's folder; the current one when the assembly was built elsewhere or says nothing.</summary>
    public static string FindDirectory(DistributedApplicationOptions options, Assembly? assembly)
    {
        if (options.ProjectDirectory is { } given)
        {
            return Path.GetFullPath(given);
        }

        var folder = Path.GetDirectoryName(FindPath(assembly));
        return folder is not null && Directory.Exists(folder) ? folder : Directory.GetCurrentDirectory();
    }

    public static string? FindPath(Assembly? assembly) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == PathAttribute)?.Value;

    /// <summary>A topology that says nothing else is one that somebody develops.</summary>
    public static string FindEnvironmentName() =>
        Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 } name
            ? name
            : Environments.Development;
}

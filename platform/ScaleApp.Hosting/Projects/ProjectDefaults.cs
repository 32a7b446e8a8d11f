using System.Net.Sockets;
using System.Xml;
using System.Xml.Linq;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Projects;

/// <summary>What a project says about itself: endpoints and variables from its launch settings.</summary>
internal static class ProjectDefaults
{
    /// <summary>Variables that the host sets itself.</summary>
    private static readonly string[] HostOwned = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    public static void Apply(IResourceBuilder<ProjectResource> project, string projectPath, ProjectResourceOptions options)
    {
        if (!File.Exists(projectPath))
        {
            // The check before the start tells it together with what to do.
            return;
        }

        var profile = options.ExcludeLaunchProfile ? null : SelectProfile(project.Resource.Name, projectPath, options);
        foreach (var (name, value) in profile?.EnvironmentVariables ?? [])
        {
            if (!HostOwned.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                project.WithEnvironment(name, Environment.ExpandEnvironmentVariables(value));
            }
        }

        AddEndpoints(project, profile?.ApplicationUrl);
        if (!options.ExcludeLaunchProfile && !project.Resource.GetEndpoints().Any() && IsWebProject(projectPath))
        {
            project.WithHttpEndpoint();
        }
    }

    private static LaunchProfile? SelectProfile(string resourceName, string projectPath, ProjectResourceOptions options)
    {
        var settings = LaunchSettings.Read(resourceName, projectPath);
        var profile = settings.Select(options.LaunchProfileName, Environment.GetEnvironmentVariable("DOTNET_LAUNCH_PROFILE"));
        return profile is null && options.LaunchProfileName is { } wanted
            ? throw new DistributedApplicationException(
                $"The project of '{resourceName}' ({projectPath}) has no launch profile '{wanted}' that runs it.")
            : profile;
    }

    /// <summary>The first URL of a scheme makes an endpoint of the scheme's name; further ones are numbered.</summary>
    private static void AddEndpoints(IResourceBuilder<ProjectResource> project, string? urls)
    {
        var used = project.Resource.Annotations;
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            // "+" and "*" stand for every address, which a URI cannot say.
            if (!Uri.TryCreate(url.Replace("://+", "://localhost").Replace("://*", "://localhost"), UriKind.Absolute, out var uri))
            {
                throw new DistributedApplicationException(
                    $"The launch settings of '{project.Resource.Name}' have an applicationUrl that is not a URL: '{url}'.");
            }

            var twins = used.OfType<EndpointAnnotation>().Count(endpoint => endpoint.UriScheme == uri.Scheme);
            used.Add(new EndpointAnnotation(
                ProtocolType.Tcp, uri.Scheme, name: twins == 0 ? uri.Scheme : $"{uri.Scheme}{twins + 1}",
                port: uri.Port == 0 || IsTaken(project, uri.Port) ? null : uri.Port)
            {
                FromLaunchSettings = true,
            });
        }
    }

    /// <summary>A project that is added twice cannot have its own port twice: the second time it gets any free one.</summary>
    private static bool IsTaken(IResourceBuilder<ProjectResource> project, int port) =>
        project.ApplicationBuilder.Resources.Where(resource => !ReferenceEquals(resource, project.Resource))
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>())
            .Any(endpoint => endpoint.Port == port && endpoint.FromLaunchSettings);

    private static bool IsWebProject(string projectPath)
    {
        try
        {
            return XDocument.Load(projectPath).Root?.Attribute("Sdk")?.Value
                .StartsWith("Microsoft.NET.Sdk.Web", StringComparison.OrdinalIgnoreCase) == true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}

using System.Reflection;
using System.Xml.Linq;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Architecture;

/// <summary>Holds the direction of dependencies, as <c>docs/architecture.md</c> draws it.</summary>
public class DependencyDirectionTests
{
    private static readonly string Root = TestTopology.RepositoryFolder();

    [Theory]
    [InlineData("ScaleApp.ServiceDefaults/ScaleApp.ServiceDefaults.csproj", "nothing of this solution")]
    [InlineData("ScaleApp.Data/ScaleApp.Data.csproj", "nothing of this solution")]
    [InlineData("ScaleApp.Api/ScaleApp.Api.csproj", "ScaleApp.Data/", "ScaleApp.ServiceDefaults/")]
    [InlineData("ScaleApp.Worker/ScaleApp.Worker.csproj", "ScaleApp.Data/", "ScaleApp.ServiceDefaults/")]
    [InlineData("ScaleApp.Gateway/ScaleApp.Gateway.csproj", "ScaleApp.ServiceDefaults/")]
    [InlineData("ScaleApp.Hosting/ScaleApp.Hosting.csproj", "nothing of this solution")]
    [InlineData("ScaleApp.Hosting.Testing/ScaleApp.Hosting.Testing.csproj", "ScaleApp.Hosting/")]
    public void App_references_only_the_layers_below_it(string project, params string[] allowed) =>
        Assert.All(References(project), reference =>
            Assert.Contains(allowed, start => reference.StartsWith(start, StringComparison.Ordinal)));

    [Fact]
    public void AppHost_runs_projects_without_referencing_their_assemblies()
    {
        var referenced = Assembly.Load("ScaleApp.AppHost").GetReferencedAssemblies().Select(assembly => assembly.Name);

        Assert.DoesNotContain(referenced, name => name is "ScaleApp.Api" or "ScaleApp.Worker" or "ScaleApp.Data" or "ScaleApp.Gateway");
    }

    private static List<string> References(string project)
    {
        var path = Path.Combine(Root, project);
        return
        [
            .. XDocument.Load(path).Descendants("ProjectReference")
                .Select(reference => reference.Attribute("Include")!.Value)
                .Select(include => Relative(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, include)))),
        ];
    }

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}

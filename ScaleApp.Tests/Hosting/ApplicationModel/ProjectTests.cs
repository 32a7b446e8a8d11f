using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Projects;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ProjectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-projects-").FullName;
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_build_makes_a_class_for_every_project_that_the_AppHost_refers_to()
    {
        var api = new Projects.ScaleApp_Api();

        Assert.True(File.Exists(api.ProjectPath));
        Assert.EndsWith("ScaleApp.Api.csproj", api.ProjectPath);
        Assert.True(File.Exists(api.TargetPath));
        Assert.True(File.Exists(Projects.ScaleApp_AppHost.ProjectPath));
    }

    [Fact]
    public void The_AppHost_has_no_reference_to_the_assemblies_of_its_resources()
    {
        var references = typeof(Projects.ScaleApp_AppHost).Assembly.GetReferencedAssemblies().Select(name => name.Name);

        Assert.DoesNotContain("ScaleApp.Api", references);
        Assert.DoesNotContain("ScaleApp.Worker", references);
    }

    [Fact]
    public async Task A_built_project_is_started_by_its_own_program_in_its_own_folder()
    {
        var project = _builder.AddProject<Projects.ScaleApp_Api>("api");

        var program = await ProjectProgram.FindAsync(project.Resource, _folder, CancellationToken.None);

        Assert.True(File.Exists(program.FileName));
        Assert.Equal("ScaleApp.Api.csproj", Path.GetFileName(Directory.GetFiles(program.WorkingDirectory, "*.csproj").Single()));
        Assert.True(Directory.Exists(program.Environment["DOTNET_ROOT"]));
    }

    [Fact]
    public async Task A_project_that_is_not_built_is_named_with_the_command_that_builds_it()
    {
        var path = Write("Lib.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        var project = _builder.AddProject("lib", path);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => ProjectProgram.FindAsync(project.Resource, Path.Combine(_folder, "state"), CancellationToken.None));

        Assert.Contains("'lib' is not built", error.Message);
        Assert.Contains($"dotnet build {path}", error.Message);
    }

    [Fact]
    public async Task A_project_known_by_its_path_alone_is_found_where_its_build_wrote_it()
    {
        var folder = Path.GetDirectoryName(new Projects.ScaleApp_Api().ProjectPath)!;
        var project = _builder.AddProject("api", folder);

        var program = await ProjectProgram.FindAsync(project.Resource, _folder, CancellationToken.None);

        Assert.StartsWith("ScaleApp.Api", Path.GetFileName(program.FileName));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "projects")));
    }

    [Fact]
    public async Task Endpoints_and_variables_come_from_the_first_launch_profile()
    {
        var path = WriteProject("""
            { // A comment, as editors write them.
              "profiles": {
                "docker": { "commandName": "Docker", "applicationUrl": "http://localhost:1" },
                "http": {
                  "commandName": "Project",
                  "applicationUrl": "https://localhost:7080;http://+:5080;http://localhost:5081",
                  "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development", "ASPNETCORE_URLS": "http://nowhere" },
                },
                "other": { "commandName": "Project" }
              }
            }
            """);

        var project = _builder.AddProject("web", path);

        Assert.Equal(
            [("https", 7080), ("http", 5080), ("http2", 5081)],
            Endpoints(project).Select(endpoint => (endpoint.Name, endpoint.Port ?? 0)));
        var environment = await project.Resource.GetEnvironmentAsync();
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.DoesNotContain("ASPNETCORE_URLS", environment.Keys);
    }

    [Fact]
    public void A_project_that_is_added_twice_has_its_fixed_port_once()
    {
        var path = WriteProject("""{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "http://localhost:5090" } } }""");

        var first = _builder.AddProject("first", path);
        var second = _builder.AddProject("second", path);

        Assert.Equal(5090, Endpoints(first).Single().Port);
        Assert.Null(Endpoints(second).Single().Port);
    }

    [Fact]
    public void A_named_launch_profile_must_exist()
    {
        var path = WriteProject("""{ "profiles": { "http": { "commandName": "Project" } } }""");

        var error = Assert.Throws<DistributedApplicationException>(() => _builder.AddProject("web", path, launchProfileName: "https"));

        Assert.Contains("'https'", error.Message);
    }

    [Fact]
    public void A_web_project_that_says_nothing_has_one_HTTP_endpoint_and_another_project_none()
    {
        var web = _builder.AddProject("web", Write("Web.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web" />"""));
        var plain = _builder.AddProject("plain", Write("Plain.csproj", """<Project Sdk="Microsoft.NET.Sdk" />"""));
        var silent = _builder.AddProject("silent", Write("Web2.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web" />"""), launchProfileName: null);

        Assert.Equal("http", Endpoints(web).Single().Name);
        Assert.Empty(Endpoints(plain));
        Assert.Empty(Endpoints(silent));
    }

    [Fact]
    public void Launch_settings_that_cannot_be_read_are_named()
    {
        var path = WriteProject("{ not json");

        var error = Assert.Throws<DistributedApplicationException>(() => _builder.AddProject("web", path));

        Assert.Contains("'web'", error.Message);
        Assert.Contains("launchSettings.json", error.Message);
    }

    [Fact]
    public void Images_keep_their_registry_and_tag()
    {
        Assert.Equal("redis:7", Image(_builder.AddContainer("a", "redis:7")));
        Assert.Equal("localhost:5000/x/y:latest", Image(_builder.AddContainer("b", "localhost:5000/x/y")));
        Assert.Equal("redis:8", Image(_builder.AddContainer("c", "redis", "8")));

        static string Image(IResourceBuilder<ContainerResource> container) =>
            container.Resource.Annotations.OfType<ContainerImageAnnotation>().Single().FullName;
    }

    private static IEnumerable<EndpointAnnotation> Endpoints(IResourceBuilder<ProjectResource> project) =>
        project.Resource.Annotations.OfType<EndpointAnnotation>();

    private string WriteProject(string launchSettings)
    {
        Write("Properties/launchSettings.json", launchSettings);
        return Write("Web.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web" />""");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}

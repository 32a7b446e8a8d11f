using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Projects;

namespace ScaleApp.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectVerbs
{
    /// <summary>Adds a project that the AppHost refers to.</summary>
    /// <typeparam name="TProject">The class that the build made for it, such as <c>Projects.ScaleApp_Api</c>.</typeparam>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name; a project can be added several times under different names.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, _ => { });

    /// <inheritdoc cref="AddProject{TProject}(IDistributedApplicationBuilder, string)"/>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name; a project can be added several times under different names.</param>
    /// <param name="launchProfileName">The launch profile to take; null for none.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, options => Select(options, launchProfileName));

    /// <inheritdoc cref="AddProject{TProject}(IDistributedApplicationBuilder, string)"/>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name; a project can be added several times under different names.</param>
    /// <param name="configure">Says what is taken from the launch settings.</param>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new() => builder.Add(name, new TProject(), configure);

    /// <summary>Adds a project by the path of its file.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="projectPath">The project file, or its folder, from the AppHost's folder.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, projectPath, _ => { });

    /// <inheritdoc cref="AddProject(IDistributedApplicationBuilder, string, string)"/>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="projectPath">The project file, or its folder, from the AppHost's folder.</param>
    /// <param name="launchProfileName">The launch profile to take; null for none.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        builder.AddProject(name, projectPath, options => Select(options, launchProfileName));

    /// <inheritdoc cref="AddProject(IDistributedApplicationBuilder, string, string)"/>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="projectPath">The project file, or its folder, from the AppHost's folder.</param>
    /// <param name="configure">Says what is taken from the launch settings.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath,
        Action<ProjectResourceOptions> configure) =>
        builder.Add(name, new ProjectFile(Path.GetFullPath(projectPath, builder.AppHostDirectory)), configure);

    /// <summary>Starts several copies of the project behind each of its endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Where the project lies.</summary>
    public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) =>
        projectResource.Annotations.OfType<IProjectMetadata>().Last();

    private static IResourceBuilder<ProjectResource> Add<TProject>(
        this IDistributedApplicationBuilder builder, string name, TProject metadata,
        Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata
    {
        var options = new ProjectResourceOptions();
        configure(options);

        var project = builder.AddResource(new ProjectResource(name));
        // Added as what it is called and not as what it is: several of a type may say where a project lies.
        project.Resource.Annotations.Add(metadata);
        ProjectDefaults.Apply(project, metadata.ProjectPath, options);
        return project;
    }

    private static void Select(ProjectResourceOptions options, string? launchProfileName)
    {
        options.LaunchProfileName = launchProfileName;
        options.ExcludeLaunchProfile = launchProfileName is null;
    }
}

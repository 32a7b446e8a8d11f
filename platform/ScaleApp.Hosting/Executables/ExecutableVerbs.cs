using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Adds programs of this machine.</summary>
public static class ExecutableVerbs
{
    /// <summary>Adds a program.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program: a path (from the AppHost's folder), or a name that is looked up on PATH.</param>
    /// <param name="workingDirectory">The folder it is started in, from the AppHost's.</param>
    /// <param name="args">Its arguments.</param>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory,
        params string[]? args)
    {
        var executable = new ExecutableResource(
            name, Locate(builder, command), Path.GetFullPath(workingDirectory, builder.AppHostDirectory));
        return builder.AddResource(executable).WithArgs(args ?? []);
    }

    /// <inheritdoc cref="AddExecutable(IDistributedApplicationBuilder, string, string, string, string[])"/>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory,
        params object[]? args) =>
        builder.AddExecutable(name, command, workingDirectory, (string[])[]).WithArgs(args ?? []);

    public static IResourceBuilder<T> WithCommand<T>(this IResourceBuilder<T> builder, string command)
        where T : ExecutableResource => builder.Change(program => program.Command = command);

    public static IResourceBuilder<T> WithWorkingDirectory<T>(this IResourceBuilder<T> builder, string workingDirectory)
        where T : ExecutableResource => builder.Change(program =>
            program.WorkingDirectory = Path.GetFullPath(workingDirectory, builder.ApplicationBuilder.AppHostDirectory));

    private static IResourceBuilder<T> Change<T>(this IResourceBuilder<T> builder, Action<ExecutableAnnotation> change)
        where T : ExecutableResource
    {
        change(builder.Resource.Annotations.OfType<ExecutableAnnotation>().Last());
        return builder;
    }

    /// <summary>A bare name is left to PATH.</summary>
    private static string Locate(IDistributedApplicationBuilder builder, string command) =>
        command.Contains('/') || command.Contains('\\') ? Path.GetFullPath(command, builder.AppHostDirectory) : command;
}

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A program of this machine.</summary>
public class ExecutableResource : Resource,
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport,
    IResourceWithProbes, IComputeResource
{
    /// <param name="name">The resource's name.</param>
    /// <param name="command">The program: a path, or a name that is looked up on PATH.</param>
    /// <param name="workingDirectory">The folder it is started in.</param>
    public ExecutableResource(string name, string command, string workingDirectory)
        : base(name)
    {
        Annotations.Add(new ExecutableAnnotation { Command = command, WorkingDirectory = workingDirectory });
    }

    public string Command => Program.Command;

    public string WorkingDirectory => Program.WorkingDirectory;

    private ExecutableAnnotation Program => Annotations.OfType<ExecutableAnnotation>().Last();
}

/// <summary>The program of an <see cref="ExecutableResource"/>; the last one said counts.</summary>
public sealed class ExecutableAnnotation : IResourceAnnotation
{
    /// <summary>A path, or a name that is looked up on PATH.</summary>
    public required string Command { get; set; }

    public required string WorkingDirectory { get; set; }
}

using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Where a project lies. The build makes one class <c>Projects.X</c> for each project that the AppHost refers to.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }
}

/// <summary>What the build made of a project, so that it is started without asking MSBuild.</summary>
public interface IProjectOutput
{
    /// <summary>The full path of the assembly that the build writes.</summary>
    string TargetPath { get; }
}

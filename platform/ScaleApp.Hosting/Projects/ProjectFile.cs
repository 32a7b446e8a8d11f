namespace ScaleApp.Hosting.Projects;

/// <summary>A project that is known by the path of its file.</summary>
internal sealed class ProjectFile(string path) : IProjectMetadata
{
    /// <summary>The project file. A folder stands for the one project file in it.</summary>
    public string ProjectPath { get; } = Directory.Exists(path) && Directory.GetFiles(path, "*.*proj") is [var only] ? only : path;
}

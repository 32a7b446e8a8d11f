namespace ScaleApp.Bench.Startup;

/// <summary>A temporary folder for the data of Redis and PostgreSQL.</summary>
internal sealed class DataFolder : IDisposable
{
    public DataFolder()
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-startup-");

        // PostgreSQL runs as a user of its own when this process runs as root.
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        }

        Path = folder.FullName;
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

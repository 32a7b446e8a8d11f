namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>A folder that every user can reach, removed with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead |
        UnixFileMode.OtherExecute;

    public string Path { get; } = Create();

    /// <summary>Makes a folder that every user can reach.</summary>
    public static string Create() =>
        SetMode(Directory.CreateTempSubdirectory("scaleapp-servers-").FullName, Owner | Others);

    /// <summary>Makes a folder in it that other users cannot pass through.</summary>
    public string Closed(string name) => SetMode(Directory.CreateDirectory(this[name]).FullName, Owner);

    /// <summary>The path of a file or folder in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a shell script that can be run, and returns its path.</summary>
    /// <remarks>
    /// Another process writes it: a file that this process has open for writing, or a child that it has just forked, cannot be run.
    /// </remarks>
    public string Script(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var writer = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat >\"$1\" && chmod +x \"$1\"", "sh", path])
        {
            RedirectStandardInput = true,
        })!;
        writer.StandardInput.Write($"#!/bin/sh\n{text}\n");
        writer.StandardInput.Close();
        writer.WaitForExit();
        Assert.Equal(0, writer.ExitCode);

        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string SetMode(string folder, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }

        return folder;
    }
}

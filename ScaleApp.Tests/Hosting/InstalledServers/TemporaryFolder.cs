using System.Diagnostics;

namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>A folder that every user can reach, removed with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("scaleapp-servers-").FullName;
        SetMode(Path, Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    /// <summary>The path of a file or folder in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder in it that only the test's own user can reach, and returns its path.</summary>
    public string Private(string name)
    {
        var path = Directory.CreateDirectory(this[name]).FullName;
        SetMode(path, Owner);
        return path;
    }

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

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}

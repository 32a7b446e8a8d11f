using System.Diagnostics;
using System.Globalization;

namespace ScaleApp.Hosting.Testing;

/// <summary>A temporary folder for one run. Those of test processes that were killed are removed by later ones.</summary>
internal sealed class TestFolder
{
    private const string Prefix = "scaleapp-test-";

    /// <summary>A pid can be given to another process: only what is old enough is taken for left over.</summary>
    private static readonly TimeSpan LeftOverAfter = TimeSpan.FromHours(1);

    private TestFolder(string path) => Path = path;

    public string Path { get; }

    public static TestFolder Create()
    {
        RemoveLeftOvers();
        var name = $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}"[..(Prefix.Length + 20)];
        return new TestFolder(Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), name)).FullName);
    }

    /// <summary>Removes the folder. What a dying program still writes into it is waited for briefly.</summary>
    public void Remove()
    {
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (attempt < 5)
            {
                Thread.Yield();
            }
        }
    }

    private static void RemoveLeftOvers()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id) && IsOld(folder))
            {
                new TestFolder(folder).TryRemove();
            }
        }
    }

    private static bool IsOld(string folder) =>
        TimeProvider.System.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder) > LeftOverAfter;

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void TryRemove()
    {
        try
        {
            Remove();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or removed by another test process at this moment.
        }
    }
}

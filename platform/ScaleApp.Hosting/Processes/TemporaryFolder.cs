namespace ScaleApp.Hosting.Processes;

/// <summary>Folders that go with a program.</summary>
internal static class TemporaryFolder
{
    private const string Prefix = "scaleapp-";
    private const int Attempts = 40;

    /// <summary>Makes an empty folder that only its owner may read.</summary>
    /// <param name="name">What it is for, such as the resource's name: part of the folder's.</param>
    /// <param name="parent">Where; the system's temporary folder when null.</param>
    public static string Create(string name, string? parent = null)
    {
        var folder = Path.Combine(parent ?? Path.GetTempPath(), $"{Prefix}{name}-{Path.GetRandomFileName()[..8]}");
        if (OperatingSystem.IsWindows())
        {
            // A user's temporary folder is the user's own there.
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    /// <summary>
    /// Removes a folder that <see cref="Create"/> made, waiting for at most two seconds for dying programs to let go of it.
    /// Refuses any other.
    /// </summary>
    /// <exception cref="IOException">It could not be removed.</exception>
    public static async Task RemoveAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{folder}' is not a temporary folder of ScaleApp: it is left alone.", nameof(folder));
        }

        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (attempt < Attempts && error is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            }
        }
    }
}

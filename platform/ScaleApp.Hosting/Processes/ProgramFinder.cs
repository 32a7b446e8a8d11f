namespace ScaleApp.Hosting.Processes;

/// <summary>Finds programs as a shell would.</summary>
internal static class ProgramFinder
{
    private static readonly string[] SystemFolders =
        OperatingSystem.IsWindows() ? [] : ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    private static readonly string[] Endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat", ""] : [""];

    /// <summary>
    /// The full path of a program that may be run, or null. A name without a folder is looked up in <paramref name="extraFolders"/>,
    /// on PATH and in the system's folders (a user's PATH often lacks sbin), in this order.
    /// </summary>
    public static string? Find(string name, IEnumerable<string>? extraFolders = null, string? path = null)
    {
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ||
            name.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal))
        {
            return Runnable(Path.GetFullPath(name));
        }

        path ??= Environment.GetEnvironmentVariable("PATH") ?? "";
        return (extraFolders ?? [])
            .Concat(path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Concat(SystemFolders)
            .Select(folder => Runnable(Path.Combine(folder, name)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Runnable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        try
        {
            return Endings.Select(ending => file + ending).FirstOrDefault(candidate => File.Exists(candidate) &&
                (OperatingSystem.IsWindows() || (File.GetUnixFileMode(candidate) & Execute) != 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

namespace ScaleApp.Bench.Measuring;

internal static class Programs
{
    /// <exception cref="BenchException">It is not installed; the message says how to get it.</exception>
    public static string Find(string name)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new BenchException($"This benchmark needs {name}, which is not installed. On Debian or Ubuntu: sudo apt install {name}");
    }
}

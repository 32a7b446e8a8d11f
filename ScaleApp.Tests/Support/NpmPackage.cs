using System.Security.Cryptography;

namespace ScaleApp.Tests.Support;

/// <summary>Programs of Node.js that tests need: a folder of <c>Support</c> with the program, package.json and the lock file.</summary>
internal static class NpmPackage
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Installed = new(StringComparer.Ordinal);

    /// <summary>Installs what is pinned, once for each build output, and returns the folder that has program and packages.</summary>
    public static Task<string> InstallAsync(string name) =>
        Installed.GetOrAdd(name, static name => new(() => InstallOnceAsync(name))).Value;

    private static async Task<string> InstallOnceAsync(string name)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Support", name));
        var contents = await Task.WhenAll(files.Order(StringComparer.Ordinal).Select(file => File.ReadAllBytesAsync(file)));
        var version = Convert.ToHexStringLower(SHA256.HashData([.. contents.SelectMany(bytes => bytes)]))[..16];
        var target = Path.Combine(AppContext.BaseDirectory, "npm", $"{name}-{version}");
        if (!Directory.Exists(target))
        {
            // Under another name until it is whole; of two processes that install at once, the later one's is discarded.
            var unfinished = Directory.CreateDirectory($"{target}.{Environment.ProcessId}").FullName;
            Array.ForEach(files, file => File.Copy(file, Path.Combine(unfinished, Path.GetFileName(file)), overwrite: true));
            await Command.RunAsync(new ProcessStartInfo(Requirement.Find("npm")!, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = unfinished });
            try
            {
                Directory.Move(unfinished, target);
            }
            catch (IOException) when (Directory.Exists(target))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }

        return target;
    }
}

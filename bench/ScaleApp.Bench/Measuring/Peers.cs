using System.Diagnostics;

namespace ScaleApp.Bench.Measuring;

/// <summary>The Node.js programs in <c>bench/peers</c>.</summary>
internal static class Peers
{
    /// <summary>The folder, with its packages installed.</summary>
    /// <exception cref="BenchException">It is not there, or npm fails.</exception>
    public static async Task<string> PrepareAsync(CancellationToken ct)
    {
        var folder = Find() ?? throw new BenchException("The folder bench/peers was not found above this program: run it from the repository.");
        if (IsInstalled(folder))
        {
            return folder;
        }

        Console.Error.WriteLine("Installing the packages of bench/peers ...");
        var start = new ProcessStartInfo(Programs.Find("npm"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "ci", "--no-audit", "--no-fund", "--ignore-scripts" },
        };
        using var npm = Process.Start(start)!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(ct), npm.StandardError.ReadToEndAsync(ct));
        await npm.WaitForExitAsync(ct);
        await output;

        return npm.ExitCode == 0 ? folder : throw new BenchException($"npm ci in {folder} failed:\n{await errors}");
    }

    /// <summary>npm leaves its own lock file when it has installed what the other one says.</summary>
    private static bool IsInstalled(string folder) =>
        File.GetLastWriteTimeUtc(Path.Combine(folder, "node_modules", ".package-lock.json"))
        >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "bench", "peers");
            if (File.Exists(Path.Combine(peers, "package.json")))
            {
                return peers;
            }
        }

        return null;
    }
}

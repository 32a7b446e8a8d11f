using System.Diagnostics;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Backends;

/// <summary>A fact that needs a podman that really runs containers here; skipped with what it said otherwise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PodmanFactAttribute : FactAttribute
{
    public PodmanFactAttribute() => Skip = PodmanImage.WhyNot.Value!;
}

/// <summary>A small image made of this machine's own programs, so that no registry is needed.</summary>
internal static class PodmanImage
{
    public const string Name = "localhost/scaleapp-test:2";

    /// <summary>Nested in another container a user may have to lower the limits that podman would raise.</summary>
    public static readonly string[] RuntimeArguments = ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"];

    private const string Build = """
        set -e
        root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
        mkdir -p "$root/usr/bin" "$root/tmp" "$root/data" "$root/etc"
        for program in redis-server env sleep; do
          path=$(command -v $program); cp -L "$path" "$root/usr/bin/$program"
          for library in $(ldd "$path" | grep -o '/[^ ]*'); do
            mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"
          done
        done
        tar -C "$root" -cf - . | podman import --quiet - "$0"
        """;

    /// <summary>Why containers cannot be run here, or null when they can. Found out once for each build output: it takes a second.</summary>
    public static readonly Lazy<string?> WhyNot = new(Find);

    private static string? Find()
    {
        if (Requirement.Find("podman") is null || Requirement.Find("redis-server") is null || Requirement.Find("ldd") is null)
        {
            return "Needs podman, redis-server and ldd, one of which is not installed.";
        }

        var memory = Path.Combine(AppContext.BaseDirectory, "podman-runs");
        if (File.Exists(memory) && Run("podman", "image", "exists", Name).ExitCode == 0)
        {
            return null;
        }

        var built = Run("sh", "-c", Build, Name);
        var ran = built.ExitCode == 0
            ? Run("podman", ["run", "--rm", .. RuntimeArguments, "--publish", "127.0.0.1::6379", Name, "redis-server", "--version"])
            : built;
        if (ran.ExitCode != 0)
        {
            return $"podman cannot run a container here: {ran.Error}";
        }

        File.WriteAllText(memory, "");
        return null;
    }

    private static (int ExitCode, string Error) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        return (process.ExitCode, error.Trim());
    }
}

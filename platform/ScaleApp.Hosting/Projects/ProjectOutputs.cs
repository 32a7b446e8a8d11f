using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ScaleApp.Hosting.Projects;

/// <summary>Asks MSBuild where the build of a project writes to. That takes a second, so the answer is kept while the
/// project file is the same and what it names is there.</summary>
internal sealed class ProjectOutputs(string stateFolder)
{
    /// <summary>How long MSBuild may take.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <exception cref="DistributedApplicationException">MSBuild does not know; the message has what it said.</exception>
    public async Task<string> FindAsync(string resourceName, string projectPath, CancellationToken cancellationToken)
    {
        var cache = Path.Combine(stateFolder, "projects", CacheKey(projectPath));
        if (File.Exists(cache)
            && await File.ReadAllTextAsync(cache, cancellationToken).ConfigureAwait(false) is var known && File.Exists(known))
        {
            return known;
        }

        var target = await AskAsync(resourceName, projectPath, cancellationToken).ConfigureAwait(false);
        Directory.CreateDirectory(Path.GetDirectoryName(cache)!);
        // Written beside and moved: another host may ask at the same time.
        var next = $"{cache}.{Environment.ProcessId}";
        await File.WriteAllTextAsync(next, target, cancellationToken).ConfigureAwait(false);
        File.Move(next, cache, overwrite: true);
        return target;
    }

    private static string CacheKey(string projectPath)
    {
        var identity = $"{projectPath}|{File.GetLastWriteTimeUtc(projectPath).Ticks}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32];
    }

    private static async Task<string> AskAsync(string resourceName, string projectPath, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var msbuild = new Process
        {
            StartInfo = new ProcessStartInfo(ProjectProgram.FindDotNet(), ["msbuild", projectPath, "-getProperty:TargetPath", "-nologo"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetDirectoryName(projectPath)!,
            },
        };
        msbuild.Start();
        try
        {
            var output = msbuild.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = msbuild.StandardError.ReadToEndAsync(deadline.Token);
            await msbuild.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            var target = (await output.ConfigureAwait(false)).Trim();
            return msbuild.ExitCode == 0 && target.Length > 0
                ? target
                : throw new DistributedApplicationException(
                    $"MSBuild cannot say where '{resourceName}' ({projectPath}) is built to: {target} "
                    + await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException(
                $"MSBuild did not say within {Deadline.TotalSeconds} s where '{resourceName}' ({projectPath}) is built to.");
        }
        finally
        {
            if (!msbuild.HasExited)
            {
                msbuild.Kill(entireProcessTree: true);
            }
        }
    }
}

using System.Globalization;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>The mark that a PostgreSQL server leaves in its data folder while it runs, and when it was killed.</summary>
/// <remarks>
/// PostgreSQL itself takes the mark for valid when its id belongs to any process of its user, so an id that was given to
/// another since keeps it from starting.
/// </remarks>
internal sealed record PostmasterFile(string Path, string DataFolder, int ProcessId)
{
    public static PostmasterFile? Read(string dataFolder)
    {
        var path = System.IO.Path.Combine(dataFolder, "postmaster.pid");
        return File.Exists(path) && int.TryParse(
                File.ReadLines(path).FirstOrDefault(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? new PostmasterFile(path, dataFolder, Math.Abs(id))
            : null;
    }

    /// <summary>Removes the mark of a dead server.</summary>
    /// <exception cref="BackendUnavailableException">The server is alive.</exception>
    public void RemoveIfDead(string resource)
    {
        if (ProcessIdentity.Of(ProcessId) is null)
        {
            File.Delete(Path);
        }
        else if (IsServerOfFolder() is { } isServer)
        {
            if (isServer)
            {
                throw new BackendUnavailableException(
                    $"A PostgreSQL server (process {ProcessId}) is running on the data of '{resource}' in {DataFolder}. Stop it, " +
                    "then start again.");
            }

            File.Delete(Path);
        }
    }

    /// <summary>True when the process works in the data folder, as a server of it does; null when that cannot be seen.</summary>
    private bool? IsServerOfFolder()
    {
        try
        {
            var folder = new FileInfo($"/proc/{ProcessId}/cwd").LinkTarget;
            return folder is null ? null : folder == System.IO.Path.GetFullPath(DataFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

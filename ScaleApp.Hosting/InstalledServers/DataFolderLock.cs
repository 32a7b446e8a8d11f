using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting;

/// <summary>Sees whether another server uses a data folder.</summary>
/// <remarks>
/// The server process itself holds the lock (see <c>server.sh</c>), so it lasts exactly as long as the server. A server whose
/// AppHost was killed ends within seconds: a start that follows waits for it.
/// </remarks>
internal sealed partial class DataFolderLock(TimeProvider time, ILogger<DataFolderLock> logger)
{
    private const string LockFile = "lock";
    private const string HolderFile = "apphost";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait for a server whose AppHost runs, such as one that is just being stopped.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a server whose AppHost is gone.</summary>
    internal TimeSpan OrphanPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Waits until no other server uses the folder. Returns null then, otherwise what keeps the folder in use.</summary>
    public async Task<string?> FindFaultAsync(string folder, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                if (IsFree(Path.Combine(folder, LockFile)))
                {
                    return null;
                }
            }
            catch (UnauthorizedAccessException)
            {
                return $"The data folder {folder} belongs to another user. Give it to this user, or set " +
                    $"{ServerSettings.DataKey} to another folder.";
            }

            var holder = ReadHolder(Path.Combine(folder, HolderFile));
            if (time.GetElapsedTime(started) >= (IsRunning(holder) ? Patience : OrphanPatience))
            {
                return $"The data folder {folder} is in use by the server of another AppHost (process {holder}). Stop that " +
                    $"AppHost, or set {ServerSettings.DataKey} to another folder.";
            }

            if (isFirst)
            {
                LogWaiting(folder, holder);
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    // FileShare.None takes the same lock (flock) as the script.
    private static bool IsFree(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } holder ? holder : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    private static bool IsRunning(string processId) => Directory.Exists($"/proc/{processId}");

    [LoggerMessage(LogLevel.Information,
        "The data folder {Folder} is in use by the server of another AppHost (process {Holder}). Waiting until it ends.")]
    private partial void LogWaiting(string folder, string holder);
}

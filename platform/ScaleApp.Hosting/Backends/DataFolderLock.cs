namespace ScaleApp.Hosting.Backends;

/// <summary>Keeps two hosts from running a server on the same data, which would destroy it.</summary>
/// <remarks>Held by an open file, so the system lets go of it when the host dies, however it dies.</remarks>
internal sealed class DataFolderLock : IDisposable
{
    private const string FileName = "in-use";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for at most two seconds for a server that is just ending.</summary>
    /// <exception cref="BackendUnavailableException">Somebody else has it.</exception>
    public static async Task<DataFolderLock> TakeAsync(
        string resource, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var file = new FileStream(
                    Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new DataFolderLock(file);
            }
            catch (IOException) when (time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            }
            catch (IOException error)
            {
                throw new BackendUnavailableException(
                    $"The data of '{resource}' in {folder} is in use by another host that is running: stop that one, or give " +
                    $"this one data of its own. ({error.Message})");
            }
            catch (UnauthorizedAccessException error)
            {
                throw new BackendUnavailableException(
                    $"The data of '{resource}' in {folder} belongs to another user: give this user the folder, or choose " +
                    $"another. ({error.Message})");
            }
        }
    }

    /// <summary>Lets go of the data when the program has ended.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _file.Dispose();
}

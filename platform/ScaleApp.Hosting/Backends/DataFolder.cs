namespace ScaleApp.Hosting.Backends;

/// <summary>A folder for data that outlives the run, taken by this host.</summary>
/// <param name="Path">The folder for the server.</param>
/// <param name="Lock">Held until the server has ended.</param>
internal sealed record DataFolder(string Path, DataFolderLock Lock)
{
    /// <summary>
    /// Makes and takes the resource's data folder. A native server and a container have one each: they run as different
    /// users, and often in different versions.
    /// </summary>
    public static async Task<DataFolder> TakeAsync(
        BackendContext context, string way, TimeProvider time, CancellationToken cancellationToken)
    {
        var root = context.DataFolder!;
        try
        {
            var path = System.IO.Path.Combine(root, way);
            Directory.CreateDirectory(path);
            return new DataFolder(path, await DataFolderLock.TakeAsync(context.ResourceName, root, time, cancellationToken));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new BackendUnavailableException(
                $"The data folder {root} of '{context.ResourceName}' cannot be made: {error.Message} Choose another, or give " +
                "this user the right to it.");
        }
    }
}

namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class DataFolderLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [RequiresFact("flock")]
    public async Task Folder_of_an_ended_AppHost_is_waited_for()
    {
        using var holder = await HoldAsync();
        await File.WriteAllTextAsync(_folder["apphost"], "999999999\n");

        var fault = Lock(patience: 0).FindFaultAsync(_folder.Path, CancellationToken.None);
        Assert.False(fault.IsCompleted);
        Release(holder);

        Assert.Null(await fault.WaitAsync(Eventually.Default));
    }

    public void Dispose() => _folder.Dispose();

    private static DataFolderLock Lock(double patience = 5) => new(TimeProvider.System, NullLogger<DataFolderLock>.Instance)
    {
        Patience = TimeSpan.FromSeconds(patience),
    };

    // Holds the lock as a server does, until its standard input ends.
    private async Task<Process> HoldAsync()
    {
        var process = Process.Start(new ProcessStartInfo("flock", [_folder["lock"], "sh", "-c", "echo held; read -r _"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync().WaitAsync(Eventually.Default));

        return process;
    }

    private static void Release(Process holder)
    {
        holder.StandardInput.Close();
        Assert.True(holder.WaitForExit(Eventually.Default));
    }
}

namespace ScaleApp.Tests.Support;

public class RedisServerTests
{
    [TestProgram("holder-of-a-redis")]
    internal static async Task<int> Hold(string[] args, CancellationToken stopping)
    {
        await using var server = await RedisServer.StartAsync();
        Console.WriteLine($"holding {server.ProcessId} {server.Folder}");
        await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    [RequiresFact("redis-server")]
    public async Task Server_and_folder_are_removed_when_their_owner_is_killed()
    {
        await using var holder = TestProgram.Start("holder-of-a-redis");
        var line = (await holder.WaitForLineAsync(line => line.StartsWith("holding "))).Split(' ');

        holder.Kill();

        await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{line[1]}"), "the server ends");
        await Eventually.IsTrueAsync(() => !Directory.Exists(line[2]), "its folder is removed");
    }

    [RequiresFact("redis-server")]
    public async Task Append_only_server_has_its_data_after_a_kill()
    {
        await using var server = await RedisServer.StartAsync(appendOnly: true);
        await server.CommandAsync("SET", "key", "value");

        await server.RestartAsync();

        Assert.Equal("+string", await server.CommandAsync("TYPE", "key"));
    }
}

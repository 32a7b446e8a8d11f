namespace ScaleApp.Tests.Support;

/// <summary>A replica of the API in a separate process, which can be killed.</summary>
internal static class ApiPrograms
{
    private const string Api = "shop-api";

    /// <summary>Starts a replica, and returns its address once it serves.</summary>
    public static async Task<(TestProgram Program, Uri Address)> StartAsync(string redis, string database, params string[] settings)
    {
        var program = TestProgram.Start(Api, [redis, database, .. settings]);
        return (program, await program.AddressAsync());
    }

    [TestProgram(Api)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        await using var replica = await ApiReplica.StartAsync(args[0], args[1], args[2..]);
        Console.WriteLine($"{TestProgram.Listening}{replica.Client.BaseAddress}");
        await Task.Delay(Timeout.Infinite, stopping);
        return 0;
    }
}

namespace ScaleApp.Tests.Hosting.Replicas;

internal static class ReplicaProgram
{
    /// <summary>A web service that stops slowly: <c>/slow/2</c> answers after 2 s, also while it stops. <c>/fail</c> ends it immediately.</summary>
    [TestProgram("replica")]
    internal static async Task<int> ServeAsync(string[] args, CancellationToken stopping)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/health", () => "healthy");
        app.MapGet("/fail", () => Process.GetCurrentProcess().Kill());
        app.MapGet("/slow/{seconds:int}", async (int seconds) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), CancellationToken.None);
            return "done";
        });
        await app.StartAsync(CancellationToken.None);
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>The same, but exits with code 1 at its start when the given file exists.</summary>
    [TestProgram("replica-once")]
    internal static Task<int> ServeOnceAsync(string[] args, CancellationToken stopping) =>
        File.Exists(args[0]) ? Task.FromResult(1) : ServeAsync(args, stopping);

    [TestProgram("exit")]
    internal static Task<int> ExitAsync(string[] args, CancellationToken stopping) => Task.FromResult(int.Parse(args[0]));

    [TestProgram("fail")]
    internal static async Task<int> FailAsync(string[] args, CancellationToken stopping)
    {
        await Console.Error.WriteLineAsync(args[0]);
        return 1;
    }
}

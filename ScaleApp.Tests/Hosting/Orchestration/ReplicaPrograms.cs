using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration;

/// <summary>Programs that the orchestrator starts in tests.</summary>
internal static class ReplicaPrograms
{
    /// <summary>Serves <c>/whoami</c> (index, process id), <c>/health</c>, <c>/sick</c> (fails its check from then on) and <c>/variable/{name}</c>.</summary>
    [TestProgram("replica-server")]
    internal static async Task<int> Serve(string[] args, CancellationToken stopping)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var isSick = false;
        var whoami = $"{Environment.GetEnvironmentVariable("SCALEAPP_REPLICA_INDEX")} {Environment.ProcessId}";

        app.MapGet("/whoami", () => whoami);
        app.MapGet("/health", () => Results.StatusCode(isSick || Blocked(args) ? 503 : 200));
        app.MapGet("/sick", () => isSick = true);
        app.MapGet("/variable/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "");
        app.MapGet("/slow", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begun ");
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(700));
            await context.Response.WriteAsync("done");
        });

        await app.StartAsync(stopping);
        Console.WriteLine($"serving as {whoami}");
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Writes a line and ends with the exit code given, once the file given (if any) exists.</summary>
    [TestProgram("replica-exit")]
    internal static async Task<int> Exit(string[] args, CancellationToken stopping)
    {
        Console.WriteLine($"ends with {args[0]}");
        if (args.Length > 1)
        {
            await Eventually.IsTrueAsync(() => File.Exists(args[1]) || stopping.IsCancellationRequested, "the file is there", TimeSpan.FromMinutes(5));
        }

        return int.Parse(args[0], CultureInfo.InvariantCulture);
    }

    /// <summary>True while the file that the first argument names exists: lets a test hold a replica's health back.</summary>
    private static bool Blocked(string[] args) => args is [var file, ..] && File.Exists(file);
}

using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ScaleApp.Bench.Measuring;

/// <summary>Hidden commands that serve HTTP on a free port, in processes of their own, and end with the benchmark.</summary>
internal static class HiddenServer
{
    /// <summary>The least that serves HTTP, on a free port of the loopback address.</summary>
    public static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder;
    }

    /// <summary>The command; <paramref name="build"/> gets the address of a Redis.</summary>
    public static Command Create(string name, Func<string, Task<WebApplication>> build)
    {
        var redis = new Option<string>("--redis") { Required = true };
        var command = new Command(name) { redis };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            await using var app = await build(parsed.GetRequiredValue(redis));
            await app.StartAsync(ct);
            Console.WriteLine(new Uri(app.Urls.First()).Port);

            // The benchmark holds standard input open; its end is the benchmark's end, however it came.
            await Console.In.ReadToEndAsync(ct);
        });
        return command;
    }

    public static Task<(MeasuredProcess Process, int Port)> StartAsync(string name, string redis, CancellationToken ct) =>
        MeasuredProcess.StartOwnAsync([name, "--redis", redis], ct);
}

using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ScaleApp.Bench.Measuring;

/// <summary>Hidden commands that serve HTTP in processes of their own, and end with the benchmark.</summary>
internal static class HiddenServer
{
    /// <summary>The least that serves HTTP; 0 is any free port.</summary>
    public static WebApplicationBuilder NewBuilder(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        return builder;
    }

    /// <summary>The command; <paramref name="build"/> gets the port to listen on and the address of a Redis.</summary>
    public static Command Create(string name, Func<int, string, Task<WebApplication>> build)
    {
        var port = new Argument<int>("port");
        var redis = new Argument<string>("redis");
        var command = new Command(name) { port, redis };
        command.Hidden = true;
        command.SetAction(async (parsed, ct) =>
        {
            await using var app = await build(parsed.GetValue(port), parsed.GetRequiredValue(redis));
            await app.StartAsync(ct);
            Console.WriteLine("ready");

            // The benchmark holds standard input open; its end is the benchmark's end, however it came.
            await Console.In.ReadToEndAsync(ct);
        });
        return command;
    }

    public static async Task<(MeasuredProcess Process, int Port)> StartAsync(string name, string redis, CancellationToken ct)
    {
        var port = FreePort.Find();
        return (await MeasuredProcess.StartOwn([name, $"{port}", redis]).ReadyAsync("ready", ct), port);
    }
}

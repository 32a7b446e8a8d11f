using System.CommandLine;
using System.Diagnostics;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.ServiceDefaults;

namespace ScaleApp.Bench.Jobs;

internal interface INothingJob
{
    Task RunAsync();
}

/// <summary>Hidden: Hangfire as the shop's worker configures it, with jobs that do nothing. It takes its connection from the environment.</summary>
/// <remarks>
/// Prints "ready" and obeys lines: <c>enqueue N</c> prints the seconds that it took; <c>work</c> starts ten workers; <c>report</c> prints how many jobs
/// ran, and when the first and the last did, in milliseconds since 1970.
/// </remarks>
internal static class JobsWorkerCommand
{
    public const string Name = "jobs-worker";

    private const int Workers = 10;

    public static Command Create()
    {
        var command = new Command(Name) { Hidden = true };
        command.SetAction(async (_, ct) =>
        {
            var runs = new JobRuns();
            var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
            builder.AddServiceDefaults();
            builder.AddRedis();
            builder.AddJobStorage(typeof(INothingJob).Assembly);
            builder.AddJobServer(Workers, "default");
            builder.Services.AddSingleton(runs);
            builder.Services.AddScoped<INothingJob, NothingJob>();
            await using var app = builder.Build();
            Console.WriteLine("ready");
            while (await Console.In.ReadLineAsync(ct) is { } line)
            {
                await ObeyAsync(app, line.Split(' '), runs, ct);
            }

            return 0;
        });
        return command;
    }

    private static async Task ObeyAsync(WebApplication app, string[] line, JobRuns runs, CancellationToken ct)
    {
        switch (line)
        {
            case ["enqueue", var count]:
                var jobs = app.Services.GetRequiredService<IBackgroundJobClient>();
                var watch = Stopwatch.StartNew();
                for (var job = 0; job < int.Parse(count); job++)
                {
                    jobs.Enqueue<INothingJob>(nothing => nothing.RunAsync());
                }

                Console.WriteLine($"{watch.Elapsed.TotalSeconds:R}");
                break;
            case ["work"]:
                await app.StartAsync(ct);
                break;
            default:
                Console.WriteLine(runs);
                break;
        }
    }

    private sealed class NothingJob(JobRuns runs) : INothingJob
    {
        public Task RunAsync()
        {
            runs.Add(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
            return Task.CompletedTask;
        }
    }

    private sealed class JobRuns
    {
        private readonly Lock _lock = new();
        private long _count, _first, _last;

        public void Add(long now)
        {
            lock (_lock)
            {
                (_count, _first, _last) = (_count + 1, _count == 0 ? now : _first, now);
            }
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return $"{_count} {_first} {_last}";
            }
        }
    }
}

using System.Diagnostics;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

/// <summary>How long one start and the stop after it took, seen from outside the process.</summary>
internal sealed record StartAndStop(TimeSpan Start, TimeSpan Stop);

/// <summary>Starts the built AppHost as a person would, waits until it says that everything is healthy, and presses Ctrl+C.</summary>
internal sealed class AppHostRun(string appHost, string stateFolder)
{
    private const string Healthy = "Everything is healthy";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public async Task<StartAndStop> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var host = MeasuredProcess.Start(
            "dotnet", [appHost, "--ScaleApp:RandomizePorts=true", $"--ScaleApp:StateFolder={stateFolder}"], drain: false);
        await WaitUntilHealthyAsync(host, cancellationToken);
        var start = watch.Elapsed;

        // What it still prints is read, so that it never waits for a reader.
        var rest = host.Output.ReadToEndAsync(cancellationToken);
        watch.Restart();
        await using (var interrupt = MeasuredProcess.Start(Programs.Find("kill"), ["-INT", host.Id.ToString()]))
        {
            await interrupt.WaitForExitAsync(cancellationToken);
        }

        using var limit = Limit(StopLimit, cancellationToken);
        try
        {
            await host.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"The AppHost did not stop within {StopLimit.TotalSeconds:0} s of Ctrl+C.");
        }

        await rest;
        return new(start, watch.Elapsed);
    }

    private static async Task WaitUntilHealthyAsync(MeasuredProcess host, CancellationToken cancellationToken)
    {
        var printed = new List<string>();
        using var limit = Limit(StartLimit, cancellationToken);
        try
        {
            while (await host.Output.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.Contains(Healthy, StringComparison.Ordinal))
                {
                    return;
                }

                printed.Add(line);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            printed.Add($"(not healthy within {StartLimit.TotalSeconds:0} s)");
        }

        throw new BenchException($"The AppHost did not become healthy. It printed last:\n{string.Join('\n', printed.TakeLast(30))}");
    }

    private static CancellationTokenSource Limit(TimeSpan limit, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(limit);
        return source;
    }
}

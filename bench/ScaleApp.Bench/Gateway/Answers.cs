using System.Diagnostics;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>Waits until a program serves requests.</summary>
internal static class Answers
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="BenchException">It failed, or does not answer in time.</exception>
    public static async Task WaitForAsync(int port, Func<string?> failure, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Limit && failure() is null && await poll.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }
        }

        throw new BenchException(failure() ?? $"Port {port} does not answer within {Limit.TotalSeconds} s.");
    }
}

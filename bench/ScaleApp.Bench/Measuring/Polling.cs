using System.Diagnostics;

namespace ScaleApp.Bench.Measuring;

internal static class Polling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the condition holds; false when it does not within the limit.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed >= limit)
            {
                return false;
            }

            await Task.Delay(Interval, ct);
        }

        return true;
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, TimeSpan, CancellationToken)"/>
    public static Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken ct) =>
        UntilAsync(() => Task.FromResult(condition()), limit, ct);
}

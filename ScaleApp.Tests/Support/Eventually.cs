using System.Diagnostics;

namespace ScaleApp.Tests.Support;

/// <summary>Waits for something that another process or thread brings about, and says what was last seen when it does not come.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    /// <summary>Returns once <paramref name="condition"/> is true; throws what was seen after <paramref name="within"/> (20 s).</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, string because, TimeSpan? within = null)
    {
        await IsAsync(condition, seen => seen, because, within);
    }

    public static Task IsTrueAsync(Func<bool> condition, string because, TimeSpan? within = null) =>
        IsTrueAsync(() => Task.FromResult(condition()), because, within);

    /// <summary>Reads until what was read is <paramref name="wanted"/>, and returns it.</summary>
    public static async Task<T> IsAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, string because, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        var limit = within ?? Default;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        object? seen;

        do
        {
            try
            {
                var value = await read();
                if (wanted(value))
                {
                    return value;
                }

                seen = value;
            }
            catch (Exception error) when (watch.Elapsed < limit)
            {
                seen = error;
            }
        }
        while (watch.Elapsed < limit && await timer.WaitForNextTickAsync());

        throw new Xunit.Sdk.XunitException($"{because}: not within {limit.TotalSeconds:0.#} s; last seen: {seen}");
    }
}

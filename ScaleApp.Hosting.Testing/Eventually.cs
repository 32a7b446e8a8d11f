using System.Diagnostics;

namespace ScaleApp.Hosting.Testing;

/// <summary>Waits for something that another process brings about, and says what was last seen when it does not come.</summary>
public static class Eventually
{
    /// <summary>How long it waits unless the caller says otherwise: 20 s.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once the condition is true. An exception of the condition counts as false.</summary>
    /// <param name="condition">Asked every 20 ms.</param>
    /// <param name="because">What is waited for, for the message.</param>
    /// <param name="within">How long; <see cref="Default"/> if null.</param>
    /// <exception cref="TimeoutException">It was not true in time. The message says what was seen last.</exception>
    public static Task IsTrueAsync(Func<Task<bool>> condition, string because, TimeSpan? within = null) =>
        IsAsync(condition, seen => seen, because, within);

    /// <inheritdoc cref="IsTrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task IsTrueAsync(Func<bool> condition, string because, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return IsTrueAsync(() => Task.FromResult(condition()), because, within);
    }

    /// <summary>Reads until the value is as wanted, and returns it. An exception of the read counts as another value.</summary>
    /// <param name="read">Called every 20 ms.</param>
    /// <param name="wanted">Whether the value is the one that is waited for.</param>
    /// <param name="because">What is waited for, for the message.</param>
    /// <param name="within">How long; <see cref="Default"/> if null.</param>
    /// <exception cref="TimeoutException">It was not as wanted in time. The message says what was seen last.</exception>
    public static async Task<T> IsAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, string because, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(wanted);
        var watch = Stopwatch.StartNew();
        var limit = within ?? Default;
        using var timer = new PeriodicTimer(PollInterval);
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

        throw new TimeoutException($"{because}: not within {limit.TotalSeconds:0.#} s; last seen: {seen}");
    }
}

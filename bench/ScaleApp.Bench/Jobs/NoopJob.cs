using System.Diagnostics;

namespace ScaleApp.Bench.Jobs;

/// <summary>The job that both sides run: it notes the time and does nothing.</summary>
public sealed class NoopJob
{
    private static Tally? Current;
    private static List<double>? Waits;

    /// <summary>Counts from now on, up to <paramref name="most"/> jobs.</summary>
    internal static Tally Count(int most) => Current = new Tally(most);

    /// <summary>Collects from now on how long each job waited, in ms.</summary>
    internal static List<double> CollectWaits() => Waits = [];

#pragma warning disable CA1822 // An instance of its own for each job, made by the engine, is part of what is measured.
    public Task RunAsync(int n, string pad)
    {
        Current?.Add();
        return Task.CompletedTask;
    }

    public Task WaitAsync(long sent, string pad)
    {
        lock (Waits!)
        {
            Waits.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return Task.CompletedTask;
    }
#pragma warning restore CA1822
}

/// <summary>How many jobs were done, and from when to when.</summary>
internal sealed class Tally(int most)
{
    private long _first, _last;
    private int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), most);

    public long First => Volatile.Read(ref _first);

    public long Last => Volatile.Read(ref _last);

    /// <summary>Processor time of this process when the first began.</summary>
    public TimeSpan CpuAtFirst { get; private set; }

    public bool IsFull => Volatile.Read(ref _count) >= most;

    public void Add()
    {
        var number = Interlocked.Increment(ref _count);
        if (number <= most)
        {
            var now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _last, now);
            if (number == 1)
            {
                CpuAtFirst = Environment.CpuUsage.TotalTime;
                Volatile.Write(ref _first, now);
            }
        }
    }
}

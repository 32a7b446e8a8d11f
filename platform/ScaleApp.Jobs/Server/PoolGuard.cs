using Microsoft.Extensions.Logging;

namespace ScaleApp.Jobs;

/// <summary>Sees to it that jobs which block their threads leave some for the engine: heartbeats need them, too.</summary>
/// <remarks>
/// By itself the pool gives a process whose threads are blocked one more or two a second. Asking for many beforehand would have every
/// burst of short jobs wake as many threads, which costs more than the jobs. So the pool is only made larger when a probe shows
/// that it stands still; it stays so, since what blocked once will again.
/// </remarks>
internal sealed partial class PoolGuard(ServerIdentity server, ILogger<PoolGuard> logger) : IThreadPoolWorkItem
{
    /// <summary>How often to look: how long jobs wait for a thread the first time that others block them all.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const int Spare = 4, MostThreads = 1000;

    private bool _isWaiting;
    private long _completed;

    /// <summary>To be called at each interval, from a thread that is not of the pool.</summary>
    public void Look()
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        if (!Volatile.Read(ref _isWaiting))
        {
            Volatile.Write(ref _isWaiting, true);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else if (completed == _completed)
        {
            Enlarge();
        }

        _completed = completed;
    }

    void IThreadPoolWorkItem.Execute() => Volatile.Write(ref _isWaiting, false);

    private void Enlarge()
    {
        ThreadPool.GetMinThreads(out var workers, out var completion);
        var wanted = Math.Min(Math.Max(server.Options.WorkerCount, ThreadPool.ThreadCount) + Spare, MostThreads);
        if (wanted > workers && ThreadPool.SetMinThreads(wanted, completion))
        {
            LogEnlarged(wanted);
        }
    }

    [LoggerMessage(3050, LogLevel.Information, "Jobs block every thread of the pool: it may now have {Threads} at once")]
    private partial void LogEnlarged(int threads);
}

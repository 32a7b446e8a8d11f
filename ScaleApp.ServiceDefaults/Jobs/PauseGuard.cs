using System.Diagnostics;
using Hangfire.Server;
using Microsoft.Extensions.Logging;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Ends the process when it stood still for so long that its locks have expired and its jobs run elsewhere.</summary>
/// <remarks>
/// The storage's lock asks Redis without end whether it can be extended once it is lost, and a job that goes on may act beside the
/// worker that took it over. The wall clock counts as well as the monotonic one, which stops while the machine is suspended; a wall
/// clock that is set forward by more than the limit therefore ends the process, too.
/// </remarks>
internal sealed partial class PauseGuard(TimeSpan longest, TimeProvider time, Action<string> end, ILogger<PauseGuard> logger) : IBackgroundProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Null until the first check, which may come long after the construction: a slow start is not a pause.
    private (long Timestamp, DateTimeOffset Time)? _last;

    /// <summary>Ends the process at once: a regular stop would put its jobs back into their queue although they run elsewhere.</summary>
    public static void FailFast(string message) => Environment.FailFast(message);

    // Hangfire calls this on a thread of its own, so a starved thread pool does not look like a pause.
    public void Execute(BackgroundProcessContext context)
    {
        Check();
        context.Wait(Interval);
    }

    internal void Check()
    {
        var now = (Timestamp: time.GetTimestamp(), Time: time.GetUtcNow());
        var last = _last ?? now;
        _last = now;

        var elapsed = time.GetElapsedTime(last.Timestamp, now.Timestamp);
        var wall = now.Time - last.Time;
        var pause = elapsed > wall ? elapsed : wall;
        if (pause > longest && !Debugger.IsAttached)
        {
            LogEnds(pause.TotalSeconds, longest.TotalSeconds);
            end($"The process stood still for {pause.TotalSeconds:0} s, longer than Jobs:LongestPause ({longest.TotalSeconds:0} s). "
                + "Its jobs run elsewhere by now, so it ends without stopping; start it again.");
        }
    }

    [LoggerMessage(4200, LogLevel.Critical, "The process stood still for {Seconds} s, longer than {Longest} s, and ends; start it again")]
    private partial void LogEnds(double seconds, double longest);
}

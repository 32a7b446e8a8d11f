using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ScaleApp.ServiceDefaults.Replicas;

internal sealed class LoadMeter(TimeProvider time) : IStartupFilter
{
    private int _requests;
    private long _measuredAt = time.GetTimestamp();
    private TimeSpan _used = Environment.CpuUsage.TotalTime;

    /// <summary>What has been used since the call before. Called by the heartbeat alone.</summary>
    public ReplicaLoad Measure()
    {
        var elapsed = time.GetElapsedTime(_measuredAt);
        var used = Environment.CpuUsage.TotalTime;
        var processors = elapsed > TimeSpan.Zero ? (used - _used) / elapsed : 0;
        (_measuredAt, _used) = (time.GetTimestamp(), used);

        return new ReplicaLoad(Math.Round(Math.Max(0, processors), 3), _requests);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, proceed) =>
        {
            Interlocked.Increment(ref _requests);
            try
            {
                await proceed(context);
            }
            finally
            {
                Interlocked.Decrement(ref _requests);
            }
        });
        next(app);
    };
}

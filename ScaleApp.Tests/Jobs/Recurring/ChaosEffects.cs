using ScaleApp.Data;
using ScaleApp.Data.Guard;
using ScaleApp.Jobs;

namespace ScaleApp.Tests.Jobs.Recurring;

/// <summary>The job that the workers of the chaos test run: its effect is the row that the guard writes, with the time.</summary>
public sealed class ChaosEffects(ShopContext shop, IJobContext job)
{
    public async Task RecordAsync(CancellationToken ct) => await shop.OnceAsync(job.JobId, _ => Task.CompletedTask, ct);
}

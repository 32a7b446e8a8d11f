using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;
using ScaleApp.Jobs;

namespace ScaleApp.Tests.Jobs.Recurring;

/// <summary>The job that the workers of the chaos test run: its effect is one row, with the time.</summary>
public sealed class ChaosEffects(ShopContext shop, IJobContext job)
{
    public const string Table = "CREATE TABLE job_effects (key text PRIMARY KEY, done_at timestamptz NOT NULL DEFAULT now())";

    public Task RecordAsync(CancellationToken ct) =>
        shop.Database.ExecuteSqlAsync($"INSERT INTO job_effects (key) VALUES ({job.JobId}) ON CONFLICT DO NOTHING", ct);
}

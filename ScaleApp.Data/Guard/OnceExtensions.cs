using Microsoft.EntityFrameworkCore;

namespace ScaleApp.Data.Guard;

/// <summary>Makes an effect in the database happen once, though the job that brings it about may run more than once.</summary>
public static class OnceExtensions
{
    /// <summary>
    /// Runs <paramref name="effect"/> and saves its changes, unless that was done for <paramref name="key"/> before. Key and effect are
    /// committed together, so neither a worker that dies nor one that wakes up after it lost its job does it twice or by half.
    /// </summary>
    /// <remarks>
    /// Who comes second waits until the first has committed or failed. In a transaction of the caller's it becomes part of that. After an
    /// exception the context still tracks what the effect changed: do not go on with it. Keys are remembered for
    /// <see cref="Outbox.OutboxOptions.KeepEffectsFor"/>. Only what the transaction covers is guarded: for another store, use the job's
    /// id or its fencing token there.
    /// </remarks>
    /// <param name="database">The context through which the effect works.</param>
    /// <param name="key">What must not happen twice, such as <c>IJobContext.JobId</c>: it is the same at every attempt.</param>
    /// <param name="effect">Changes the database through <paramref name="database"/>.</param>
    /// <param name="ct">Cancels the effect; then nothing has happened.</param>
    /// <returns>True when it happened now, false when it had before.</returns>
    public static async Task<bool> OnceAsync(
        this DbContext database, string key, Func<CancellationToken, Task> effect, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, JobEffect.MaxKeyLength, nameof(key));
        ArgumentNullException.ThrowIfNull(effect);

        if (database.Database.CurrentTransaction is not null)
        {
            return await RunAsync(database, key, effect, ct);
        }

        await using var transaction = await database.Database.BeginTransactionAsync(ct);
        var isFirst = await RunAsync(database, key, effect, ct);
        await transaction.CommitAsync(ct);
        return isFirst;
    }

    private static async Task<bool> RunAsync(
        DbContext database, string key, Func<CancellationToken, Task> effect, CancellationToken ct)
    {
        var written = await database.Database.ExecuteSqlAsync(
            $"INSERT INTO job_effects (key) VALUES ({key}) ON CONFLICT DO NOTHING", ct);
        if (written == 0)
        {
            return false;
        }

        await effect(ct);
        await database.SaveChangesAsync(ct);
        return true;
    }
}

using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ScaleApp.Data.Outbox;

/// <summary>Notices that jobs were saved, and signals once they are committed.</summary>
/// <remarks>Only speed depends on this: what it misses the relay finds at its next look at the table.</remarks>
internal sealed class OutboxInterceptors(OutboxSignal signal)
{
    // Weak: a context that is given up without a commit leaves nothing behind.
    private readonly ConditionalWeakTable<DbContext, object> _saved = [];

    public IReadOnlyList<IInterceptor> All => [new Saving(this), new Committing(this)];

    private void Noticed(DbContext? context)
    {
        if (context is not null && context.ChangeTracker.Entries<OutboxJob>().Any(entry => entry.State == EntityState.Added))
        {
            _saved.AddOrUpdate(context, signal);
        }
    }

    private void Committed(DbContext? context)
    {
        if (context is not null && _saved.Remove(context))
        {
            signal.Set();
        }
    }

    private sealed class Saving(OutboxInterceptors owner) : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            owner.Noticed(eventData.Context);
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            owner.Noticed(eventData.Context);
            return ValueTask.FromResult(result);
        }

        public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
        {
            Saved(eventData.Context);
            return result;
        }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            Saved(eventData.Context);
            return ValueTask.FromResult(result);
        }

        // Inside a transaction of the caller's nothing is committed yet.
        private void Saved(DbContext? context)
        {
            if (context?.Database.CurrentTransaction is null)
            {
                owner.Committed(context);
            }
        }
    }

    private sealed class Committing(OutboxInterceptors owner) : DbTransactionInterceptor
    {
        public override void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
            owner.Committed(eventData.Context);

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            owner.Committed(eventData.Context);
            return Task.CompletedTask;
        }
    }
}

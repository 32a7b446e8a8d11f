using ScaleApp.Data.Seeding;

namespace ScaleApp.Data.Schema;

/// <summary>Brings a database to the newest schema and adds the sample data and an administrator.</summary>
/// <remarks>
/// Any number of processes may do this at the same time: EF Core locks the migration history, the seeder has a lock of its own, and a
/// process that gets a lock late finds nothing to do.
/// </remarks>
public sealed class ShopMigrator(ShopContext shop, ShopSeeder seeder, AdministratorSeeder administrators)
{
    // Includes the wait for another process that migrates or seeds.
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Applies all pending migrations in one transaction, then the seeds, each in its own.</summary>
    public async Task MigrateAsync(SeedPlan? plan, SeedAdministrator? administrator, CancellationToken ct)
    {
        shop.Database.SetCommandTimeout(CommandTimeout);

        // Otherwise EF Core would create a database that does not exist, with whatever name the connection string has.
        await shop.Database.OpenConnectionAsync(ct);
        try
        {
            await shop.Database.MigrateAsync(ct);
            if (plan is not null)
            {
                await seeder.SeedAsync(plan, ct);
            }

            if (administrator is not null)
            {
                await administrators.EnsureAsync(administrator, ct);
            }
        }
        finally
        {
            await shop.Database.CloseConnectionAsync();
        }
    }
}

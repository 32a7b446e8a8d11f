using Microsoft.EntityFrameworkCore;
using ScaleApp.Data.Catalog;
using ScaleApp.Data.Customers;
using ScaleApp.Data.DataProtection;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Email;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.Postgres;
using ScaleApp.Data.Idempotency;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Outbox;
using ScaleApp.Data.Rooms;
using ScaleApp.Data.Seeding;
using ScaleApp.Data.Sessions;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Data;

/// <summary>The shop's database: what is sold, to whom, and which digests have gone out.</summary>
/// <remarks>
/// Each entity is mapped in a file beside it. Tables, columns, keys and indexes get snake_case names from
/// <see cref="SnakeCaseNames"/>. A change here needs a migration and the snapshot in <c>Migrations/</c>, both by hand;
/// a test compares them with this model.
/// </remarks>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    /// <summary>Who buys.</summary>
    public DbSet<Customer> Customers => Set<Customer>();

    /// <summary>What is sold.</summary>
    public DbSet<Product> Products => Set<Product>();

    /// <summary>What was bought, and by whom.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>The single positions of the orders.</summary>
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();

    /// <summary>The occurrences of the digest.</summary>
    public DbSet<DigestRun> DigestRuns => Set<DigestRun>();

    /// <summary>Who was sent which occurrence of the digest.</summary>
    public DbSet<DigestDelivery> DigestDeliveries => Set<DigestDelivery>();

    /// <summary>Who belongs to which room, and has read how far.</summary>
    public DbSet<RoomMember> RoomMembers => Set<RoomMember>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new CustomerMapping());
        modelBuilder.ApplyConfiguration(new ProductMapping());
        modelBuilder.ApplyConfiguration(new OrderMapping());
        modelBuilder.ApplyConfiguration(new OrderLineMapping());
        modelBuilder.ApplyConfiguration(new DigestRunMapping());
        modelBuilder.ApplyConfiguration(new DigestDeliveryMapping());
        modelBuilder.ApplyConfiguration(new AppliedSeedMapping());
        modelBuilder.ApplyConfiguration(new DataProtectionKeyMapping());
        modelBuilder.ApplyConfiguration(new StoredFileMapping());
        modelBuilder.ApplyConfiguration(new FileNameMapping());
        modelBuilder.ApplyConfiguration(new FileChunkMapping());
        modelBuilder.ApplyConfiguration(new IdempotentAnswerMapping());
        modelBuilder.ApplyConfiguration(new OrderExportMapping());
        modelBuilder.ApplyConfiguration(new EmailDeliveryMapping());
        modelBuilder.ApplyConfiguration<Session>(new SessionMapping());
        modelBuilder.ApplyConfiguration<SessionField>(new SessionMapping());
        modelBuilder.ApplyConfiguration<SigningKey>(new TokenMapping());
        modelBuilder.ApplyConfiguration<TokenFamily>(new TokenMapping());
        modelBuilder.ApplyConfiguration<TokenRevocation>(new TokenMapping());
        modelBuilder.ApplyConfiguration(new RoomMemberMapping());
        modelBuilder.AddJobTables();

        SnakeCaseNames.ApplyTo(modelBuilder.Model);
    }
}

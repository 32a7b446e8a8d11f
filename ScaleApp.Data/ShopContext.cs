using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using ScaleApp.Data.Carts;
using ScaleApp.Data.Catalog;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Rooms;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data;

/// <remarks>
/// Each entity is mapped by the configuration class beside it. Build the options with
/// <see cref="ShopContextOptions.UseShopConventions"/>; a change of the model needs a migration (CONTRIBUTING.md).
/// </remarks>
public sealed class ShopContext(DbContextOptions<ShopContext> options)
    : IdentityDbContext<Customer, IdentityRole<int>, int>(options)
{
    public DbSet<Customer> Customers => Users;
    public DbSet<Product> Products => Set<Product>();
    public DbSet<Cart> Carts => Set<Cart>();
    public DbSet<CartLine> CartLines => Set<CartLine>();
    public DbSet<Order> Orders => Set<Order>();
    public DbSet<OrderLine> OrderLines => Set<OrderLine>();
    public DbSet<DigestRun> DigestRuns => Set<DigestRun>();
    public DbSet<DigestChunk> DigestChunks => Set<DigestChunk>();
    public DbSet<DigestDelivery> DigestDeliveries => Set<DigestDelivery>();
    public DbSet<RoomMember> RoomMembers => Set<RoomMember>();

    /// <summary>When the transaction began, by the database's clock; in queries only.</summary>
    [DbFunction("now", IsBuiltIn = true)]
    public static DateTimeOffset Now() => throw new InvalidOperationException($"{nameof(Now)} is translated to SQL: use it in a query.");

    /// <summary>Runs work in a transaction, saves what it has added, and commits.</summary>
    /// <remarks>When the database has rolled the transaction back, the work is run again from its beginning.</remarks>
    public Task<T> InTransactionAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct) =>
        Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            ChangeTracker.Clear();
            await using var transaction = await Database.BeginTransactionAsync(token);
            var result = await work(token);
            await SaveChangesAsync(token);
            await transaction.CommitAsync(token);
            return result;
        }, ct);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ShopContext).Assembly);
    }
}

public static class ShopContextOptions
{
    /// <summary>Adds snake_case names and the SQL for what EF Core cannot express in a migration.</summary>
    public static TBuilder UseShopConventions<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        options.UseSnakeCaseNamingConvention().ReplaceService<IMigrationsSqlGenerator, ShopSqlGenerator>();
        return options;
    }
}

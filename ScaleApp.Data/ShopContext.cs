using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data.Carts;
using ScaleApp.Data.Catalog;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Orders;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Data;

/// <summary>The shop's database.</summary>
/// <remarks>
/// Each entity is mapped by the configuration class beside it. Build the options with
/// <see cref="ShopContextOptions.UseShopConventions"/>; a change of the model needs a migration (CONTRIBUTING.md).
/// </remarks>
public sealed class ShopContext(DbContextOptions<ShopContext> options)
    : IdentityDbContext<Customer, IdentityRole<int>, int>(options)
{
    /// <summary>The users of ASP.NET Core Identity.</summary>
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

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(ShopContext).Assembly);
    }
}

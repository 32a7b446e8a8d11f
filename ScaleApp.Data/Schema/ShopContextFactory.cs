using Microsoft.EntityFrameworkCore.Design;

namespace ScaleApp.Data.Schema;

/// <summary>Builds the context for <c>dotnet ef</c>. Adding a migration needs no server.</summary>
internal sealed class ShopContextFactory : IDesignTimeDbContextFactory<ShopContext>
{
    public ShopContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ShopContext>()
        .UseNpgsql(Environment.GetEnvironmentVariable("ConnectionStrings__shopdb")).UseShopConventions().Options);
}

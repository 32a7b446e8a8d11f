using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using ScaleApp.Data.Schema;

namespace ScaleApp.Data;

/// <summary>The options that every <see cref="ShopContext"/> is built with.</summary>
public static class ShopContextOptions
{
    /// <summary>Adds snake_case names and the SQL for what EF Core cannot express in a migration.</summary>
    public static TBuilder UseShopConventions<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseSnakeCaseNamingConvention().ReplaceService<IMigrationsSqlGenerator, ShopSqlGenerator>();
        return options;
    }
}

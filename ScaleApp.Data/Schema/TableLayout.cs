using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Schema;

/// <summary>How PostgreSQL stores a table, where EF Core has no word for it. <see cref="ShopSqlGenerator"/> writes it.</summary>
/// <remarks>It is applied when a table or column is created. To change it later, write the SQL into a migration.</remarks>
internal static class TableLayout
{
    public const string Storage = "ScaleApp:Storage";

    /// <summary>Stores a large value outside the row without compressing it, so that a part of it can be read alone.</summary>
    public static PropertyBuilder<byte[]> IsStoredUncompressed(this PropertyBuilder<byte[]> property) =>
        property.HasAnnotation(Storage, "EXTERNAL");
}

namespace ScaleApp.Data.Schema;

/// <summary>What PostgreSQL does with a table, where EF Core has no word for it. <see cref="ShopSqlGenerator"/> writes it.</summary>
/// <remarks>It is applied when a table or column is created. To change it later, write the SQL into a migration.</remarks>
internal static class TableLayout
{
    public const string HashPartitions = "ScaleApp:HashPartitions";
    public const string Notification = "ScaleApp:Notification";
    public const string Storage = "ScaleApp:Storage";

    /// <summary>Divides the table by the hash of the first column of its primary key.</summary>
    public static void IsPartitionedByHash<T>(this EntityTypeBuilder<T> entity, int partitions)
        where T : class => entity.HasAnnotation(HashPartitions, partitions);

    /// <summary>Notifies a channel of each commit that inserted rows, by a trigger.</summary>
    public static EntityTypeBuilder NotifiesOnInsert(this EntityTypeBuilder entity, string channel) => entity.HasAnnotation(Notification, channel);

    /// <summary>Stores a large value outside the row without compressing it, so that a part of it can be read alone.</summary>
    public static PropertyBuilder<byte[]> IsStoredUncompressed(this PropertyBuilder<byte[]> property) =>
        property.HasAnnotation(Storage, "EXTERNAL");
}

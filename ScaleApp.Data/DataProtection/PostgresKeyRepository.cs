using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ScaleApp.Data.DataProtection;

/// <summary>The key ring of Data Protection in PostgreSQL, shared by all replicas of all services.</summary>
/// <remarks>
/// Every service reads the ring before it is ready. Two statements instead of a <c>DbContext</c>: the model of the shop and the pipeline
/// of queries are then built by the first request that needs them, not by each start.
/// </remarks>
internal sealed class PostgresKeyRepository(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("SELECT xml FROM data_protection_keys WHERE xml IS NOT NULL ORDER BY id");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("INSERT INTO data_protection_keys (friendly_name, xml) VALUES ($1, $2)")
            .With(friendlyName, element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

/// <summary>A key of the Data Protection key ring, as <see cref="PostgresKeyRepository"/> stores it.</summary>
public sealed class ProtectionKey
{
    public int Id { get; init; }

    /// <summary>Data Protection's name for the key; for people only.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>Encrypted where a certificate is configured.</summary>
    public string? Xml { get; init; }
}

internal sealed class ProtectionKeyMapping : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder) => builder.ToTable("data_protection_keys");
}

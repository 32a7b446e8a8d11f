namespace ScaleApp.Data.DataProtection;

/// <summary>A key of the Data Protection key ring, as <see cref="PostgresKeyRepository"/> stores it.</summary>
public sealed class ProtectionKey
{
    public int Id { get; init; }

    /// <summary>What Data Protection calls the key; for people only.</summary>
    public string? FriendlyName { get; init; }

    /// <summary>The key as Data Protection writes it, encrypted where a certificate is configured.</summary>
    public string? Xml { get; init; }
}

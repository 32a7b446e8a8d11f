namespace ScaleApp.Data.DataProtection;

/// <summary>One element of the key ring of ASP.NET Core's Data Protection.</summary>
internal sealed class DataProtectionKey
{
    /// <summary>What the framework calls it, which is its own.</summary>
    public required string Name { get; init; }

    /// <summary>The element as the framework wrote it.</summary>
    public required string Xml { get; init; }
}

namespace ScaleApp.Data.Seeding;

/// <summary>Records that a set of sample data was written, in the transaction that wrote it.</summary>
internal sealed class AppliedSeed
{
    public required string Name { get; init; }

    public DateTimeOffset AppliedAt { get; init; }
}

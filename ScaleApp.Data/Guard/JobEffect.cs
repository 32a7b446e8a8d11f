namespace ScaleApp.Data.Guard;

/// <summary>Says that an effect has happened; written in the same transaction as the effect.</summary>
public sealed class JobEffect
{
    /// <summary>The longest key.</summary>
    public const int MaxKeyLength = 300;

    /// <summary>What happened: usually a job's id, with a word when one job has several effects.</summary>
    public required string Key { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public DateTimeOffset DoneAt { get; init; }
}

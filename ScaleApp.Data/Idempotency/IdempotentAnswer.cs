namespace ScaleApp.Data.Idempotency;

/// <summary>What a customer was answered to a request with an idempotency key, written in the transaction of what the request did.</summary>
public sealed class IdempotentAnswer
{
    /// <summary>The longest key.</summary>
    public const int MaxKeyLength = 100;

    /// <summary>Whose key it is: customers cannot see each other's.</summary>
    public int CustomerId { get; init; }

    /// <summary>Chosen by the client.</summary>
    public required string Key { get; init; }

    /// <summary>The SHA-256 of what was asked for: another request with the same key is a mistake.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>Where what was made is found; null when nothing was.</summary>
    public string? Location { get; init; }

    /// <summary>The JSON that was sent, to the byte.</summary>
    public required byte[] Body { get; init; }

    /// <summary>When, by the database's clock; forgotten a day later.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

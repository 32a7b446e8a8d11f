namespace ScaleApp.Worker.Digests;

internal sealed record BestSeller(string Name, decimal Price, int UnitsSold);

internal sealed record UnreadRoom(string Title, long Messages);

/// <summary>A subscriber whose delivery this worker has claimed.</summary>
internal sealed record DigestRecipient(int Id, string Name, string Email, DateTimeOffset ClaimedUntil)
{
    /// <summary>When it was claimed, by the worker's monotonic clock.</summary>
    public long ClaimedAt { get; init; }

    /// <summary>What the mail says of unread messages; null until it is noted with the delivery.</summary>
    public IReadOnlyList<UnreadRoom>? Unread { get; init; }
}

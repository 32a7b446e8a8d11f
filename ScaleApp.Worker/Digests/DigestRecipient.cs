namespace ScaleApp.Worker.Digests;

/// <summary>A customer whose delivery this worker has claimed, and until when.</summary>
internal sealed record DigestRecipient(int Id, string Name, string Email, DateTimeOffset ClaimedUntil);

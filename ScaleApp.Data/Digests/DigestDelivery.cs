namespace ScaleApp.Data.Digests;

/// <summary>
/// That one customer gets one occurrence of the digest. The row is claimed before the mail is sent and there is one for each
/// customer and occurrence, so a second worker, a retry or a stalled process cannot send it twice.
/// </summary>
public sealed class DigestDelivery
{
    /// <summary>Which digest.</summary>
    public DateTimeOffset Occurrence { get; init; }

    /// <summary>The subscriber.</summary>
    public int CustomerId { get; init; }

    /// <summary>Until when the worker that claimed the delivery may send; after that another may claim it.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>When the mail was handed over; null while it is not.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the mail can never be delivered (its address was refused); null when it can.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether the recipient cannot get mail at the moment (a full mailbox) and is tried again after <see cref="ClaimedUntil"/>.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>
    /// The rooms with unread messages, as JSON, as they were when a worker first wrote the mail; null until then. A worker that
    /// sends it again says the same.
    /// </summary>
    public string? Unread { get; set; }
}

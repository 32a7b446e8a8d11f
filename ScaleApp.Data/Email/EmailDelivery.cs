namespace ScaleApp.Data.Email;

/// <summary>That one mail goes out. The row is claimed before the mail is sent, so a second worker or a retry does not send it again.</summary>
public sealed class EmailDelivery
{
    /// <summary>The longest id of a mail.</summary>
    public const int MaxMessageIdLength = 200;

    /// <summary>The mail's Message-ID, without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Until when the worker that claimed the delivery may send; after that another may claim it.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>When the mail was handed over; null while it is not.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Why the mail can never be delivered (its address was refused); null when it can.</summary>
    public string? Refusal { get; set; }
}

namespace ScaleApp.Worker.Email;

internal interface IEmailSender
{
    /// <summary>Sends a mail. Sending it again is harmless, because it has the same Message-ID.</summary>
    /// <exception cref="EmailUnavailableException">No mail can be sent at the moment; retry later.</exception>
    Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct);
}

/// <summary>What became of one mail.</summary>
/// <remarks>The reason never contains an address: it is logged and stored.</remarks>
internal readonly record struct EmailResult(EmailStatus Status, string? Reason)
{
    public static EmailResult Sent { get; } = new(EmailStatus.Sent, null);

    public static EmailResult Refused(string reason) => new(EmailStatus.Refused, reason);

    public static EmailResult Deferred(string reason) => new(EmailStatus.Deferred, reason);
}

internal enum EmailStatus
{
    /// <summary>The peer took it.</summary>
    Sent,

    /// <summary>This recipient can never get it.</summary>
    Refused,

    /// <summary>This recipient cannot get it at the moment, others can: a full mailbox, greylisting.</summary>
    Deferred,
}

/// <remarks>It has no inner exception: those of a mail client quote the peer, who quotes addresses, and job records keep all messages.</remarks>
internal sealed class EmailUnavailableException(string message) : Exception(message);

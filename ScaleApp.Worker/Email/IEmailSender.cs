namespace ScaleApp.Worker.Email;

/// <summary>Hands mail over to whoever delivers it.</summary>
internal interface IEmailSender
{
    /// <summary>
    /// Returns null once the mail was taken, or why this recipient can never get it. Sending a mail again is harmless, thanks to
    /// its id.
    /// </summary>
    /// <exception cref="EmailUnavailableException">Nothing can be sent at the moment; try again later.</exception>
    Task<string?> SendAsync(EmailMessage message, CancellationToken ct);
}

/// <summary>Mail cannot be handed over at the moment.</summary>
internal sealed class EmailUnavailableException(string message, Exception inner) : Exception(message, inner);

using MimeKit;
using MimeKit.Text;

namespace ScaleApp.Worker.Email;

/// <summary>One mail to one person.</summary>
/// <remarks>The <c>MessageId</c> has no angle brackets. A mail that is sent again has the same, so receivers recognise the duplicate.</remarks>
internal sealed record EmailMessage(string MessageId, MailboxAddress To, string Subject, string Text, DateTimeOffset Date)
{
    /// <summary>A link that unsubscribes with one click (RFC 8058); null for mails that cannot be unsubscribed from.</summary>
    public Uri? Unsubscribe { get; init; }

    public static MailboxAddress? TryAddress(string name, string address) =>
        MailboxAddress.TryParse(address, out var parsed) && parsed.Address.Contains('@', StringComparison.Ordinal)
            ? new MailboxAddress(name, parsed.Address)
            : null;

    public MimeMessage ToMime(MailboxAddress from)
    {
        var mime = new MimeMessage([from], [To], Subject, new TextPart(TextFormat.Plain) { Text = Text }) { MessageId = MessageId, Date = Date };
        if (Unsubscribe is not null)
        {
            mime.Headers.Add(HeaderId.ListUnsubscribe, $"<{Unsubscribe}>");
            mime.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        return mime;
    }
}

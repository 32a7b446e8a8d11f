using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;

namespace ScaleApp.Worker.Email;

/// <summary>Hands mail to an SMTP server, each within a deadline.</summary>
internal sealed class SmtpSender(IOptions<EmailOptions> options, TimeProvider time) : IEmailSender
{
    private readonly MailAddress _from = new(options.Value.From);
    private readonly SmtpOptions _smtp = options.Value.Smtp;

    public async Task<string?> SendAsync(EmailMessage message, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_smtp.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var mail = Compose(message);
        using var client = new SmtpClient(_smtp.Host, _smtp.Port) { EnableSsl = _smtp.RequireTls };
        if (_smtp.User is { Length: > 0 })
        {
            client.Credentials = new NetworkCredential(_smtp.User, _smtp.Password);
        }

        try
        {
            await client.SendMailAsync(mail, either.Token);
            return null;
        }
        catch (SmtpException error) when (IsRefusal(error))
        {
            return $"{(int)error.StatusCode} {error.Message}";
        }
        catch (SmtpException error)
        {
            throw Unavailable(error.GetBaseException().Message, error);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw Unavailable($"it did not take a mail within {_smtp.Timeout.TotalSeconds:0.#} s", error);
        }
    }

    private MailMessage Compose(EmailMessage message)
    {
        var mail = new MailMessage(_from, message.To)
        {
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = message.Text.ReplaceLineEndings("\r\n"),
            BodyEncoding = Encoding.UTF8,
        };
        mail.Headers.Add("Message-ID", $"<{message.MessageId}>");
        mail.Headers.Add("Date", MimeText.DateOf(message.Date));
        return mail;
    }

    /// <summary>The server knows the recipient and will not have mail for it (RFC 5321, 4.2.3); everything else may pass.</summary>
    private static bool IsRefusal(SmtpException error) => error.StatusCode is SmtpStatusCode.MailboxUnavailable
        or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.ExceededStorageAllocation;

    private EmailUnavailableException Unavailable(string reason, Exception error) => new(
        $"The SMTP server {_smtp.Host}:{_smtp.Port} cannot be used: {reason}. Check Email:Smtp and the server.", error);
}

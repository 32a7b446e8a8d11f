using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ScaleApp.Worker.Email;

/// <summary>Hands mail to an SMTP server, each within a deadline.</summary>
internal sealed class SmtpSender(SmtpConnections connections, IOptions<EmailOptions> options, TimeProvider time) : IEmailSender
{
    private static readonly FormatOptions International = CreateInternational();

    private readonly MailboxAddress _from = MailboxAddress.Parse(options.Value.From);
    private readonly SmtpOptions _smtp = options.Value.Smtp;

    public async Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(_smtp.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var mime = message.ToMime(_from);
        SmtpClient? client = null;
        try
        {
            client = await connections.RentAsync(either.Token);
            var needsUtf8 = !Ascii.IsValid(message.To.LocalPart);
            if (needsUtf8 && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                connections.Return(client);
                return EmailResult.Refused("The address needs SMTPUTF8, which the server does not support.");
            }

            await client.SendAsync(needsUtf8 ? International : FormatOptions.Default, mime, either.Token);
            connections.Return(client);
            return EmailResult.Sent;
        }
        catch (SmtpCommandException error) when (error.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted)
        {
            connections.Return(client!);
            return ResultOf(error);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            client?.Dispose();
            throw Unavailable($"it did not take a mail within {_smtp.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (IsUnavailable(error))
        {
            client?.Dispose();
            throw Unavailable(error is SmtpCommandException refused ? $"it answers {Text(refused)}" : error.GetType().Name);
        }
        catch
        {
            client?.Dispose();
            throw;
        }
    }

    public static bool IsUnavailable(Exception error) =>
        error is IOException or SocketException or TimeoutException or ProtocolException or CommandException or AuthenticationException or ServiceNotConnectedException
            or ServiceNotAuthenticatedException or SslHandshakeException or NotSupportedException;

    /// <summary>A code of 5xx is for good (RFC 5321, 4.2.1), but a full mailbox empties.</summary>
    private static EmailResult ResultOf(SmtpCommandException error) =>
        (int)error.StatusCode >= 500 && error.StatusCode is not SmtpStatusCode.ExceededStorageAllocation
            ? EmailResult.Refused(Text(error))
            : EmailResult.Deferred(Text(error));

    private static FormatOptions CreateInternational()
    {
        var format = FormatOptions.Default.Clone();
        format.International = true;
        return format;
    }

    // Not the peer's text, which often quotes the address.
    private static string Text(SmtpCommandException error) => $"{(int)error.StatusCode} {error.StatusCode}";

    private EmailUnavailableException Unavailable(string reason) =>
        new($"The SMTP server {_smtp.Host}:{_smtp.Port} cannot be used: {reason}. Check Email:Smtp and the server.");
}

using ScaleApp.Data.Email;

namespace ScaleApp.Worker.Email;

/// <summary>Sends a mail once, although the job that sends it may run more than once.</summary>
/// <remarks>
/// The mail is claimed in the database before it is sent. A worker that is killed before it records that the mail was sent has it sent
/// again, with the same Message-ID. PostgreSQL's clock decides how long a claim holds.
/// </remarks>
internal sealed partial class EmailLedger(
    ShopContext shop, IEmailSender email, IOptions<EmailOptions> options, TimeProvider time, ILogger<EmailLedger> logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseDeadline = TimeSpan.FromSeconds(2);

    // Longer than handing over may take, so that a claim ends only when its worker is dead or stopped.
    private TimeSpan ClaimLifetime => options.Value.Smtp.Timeout + TimeSpan.FromSeconds(5);

    /// <summary>Returns once the mail was sent, by this worker or another, or was refused for good.</summary>
    /// <exception cref="EmailUnavailableException">Nothing can be sent at the moment: run it again.</exception>
    public async Task SendOnceAsync(EmailMessage message, CancellationToken ct)
    {
        while (!await ClaimAsync(message.MessageId, ct))
        {
            if (await Find(message.MessageId).AnyAsync(delivery => delivery.SentAt != null || delivery.Refusal != null, ct))
            {
                return;
            }

            // Another worker is at it, or was killed at it: then its claim ends, and is taken over here.
            await Task.Delay(RetryInterval, time, ct);
        }

        var result = await SendClaimedAsync(message, ct);
        if (result.Status is EmailStatus.Refused)
        {
            LogRefused(message.MessageId, result.Reason);
        }

        await SettleAsync(message.MessageId, result);
    }

    private async Task<EmailResult> SendClaimedAsync(EmailMessage message, CancellationToken ct)
    {
        try
        {
            return await email.SendAsync(message, ct) is { Status: not EmailStatus.Deferred } result
                ? result
                : throw new EmailUnavailableException("The recipient cannot get mail at the moment.");
        }
        catch
        {
            await ReleaseAsync(message.MessageId);
            throw;
        }
    }

    private async Task<bool> ClaimAsync(string id, CancellationToken ct) => await shop.Database.ExecuteSqlAsync(
        $"""
        INSERT INTO email_deliveries AS d (message_id, claimed_until) VALUES ({id}, now() + {ClaimLifetime})
        ON CONFLICT (message_id) DO UPDATE SET claimed_until = excluded.claimed_until
            WHERE d.sent_at IS NULL AND d.refusal IS NULL AND d.claimed_until < now()
        """, ct) > 0;

    private async Task SettleAsync(string id, EmailResult result)
    {
        var sentAt = result.Status is EmailStatus.Sent ? time.GetUtcNow() : (DateTimeOffset?)null;
        var reason = result.Reason;

        // Don't pass the token: the mail has been sent, so it must be recorded.
        await Find(id).ExecuteUpdateAsync(
            set => set.SetProperty(delivery => delivery.SentAt, sentAt).SetProperty(delivery => delivery.Refusal, reason), CancellationToken.None);
    }

    private async Task ReleaseAsync(string id)
    {
        using var deadline = new CancellationTokenSource(ReleaseDeadline, time);
        try
        {
            await Find(id).Where(delivery => delivery.SentAt == null && delivery.Refusal == null).ExecuteDeleteAsync(deadline.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or System.Data.Common.DbException or InvalidOperationException)
        {
            // The claim ends by itself. The caller needs the error of the sending.
            LogReleaseFailed(id, error);
        }
    }

    private IQueryable<EmailDelivery> Find(string id) => shop.Set<EmailDelivery>().Where(delivery => delivery.MessageId == id);

    [LoggerMessage(7010, LogLevel.Warning, "Mail {MessageId} can never be delivered: {Reason}")]
    private partial void LogRefused(string messageId, string? reason);

    [LoggerMessage(7011, LogLevel.Warning, "The claim of mail {MessageId} could not be given back, others wait until it ends")]
    private partial void LogReleaseFailed(string messageId, Exception error);
}

using ScaleApp.Data.Digests;

namespace ScaleApp.Worker.Digests;

/// <remarks>
/// Hangfire may run a job twice (a paused server, a killed worker). Each recipient is claimed in PostgreSQL first, so a second run finds
/// nothing left to send. A kill repeats at most the mails in flight, with the same Message-ID.
/// </remarks>
internal sealed partial class DigestChunkJob(
    DigestClaims claims, UnsubscribeLinks links, IEmailSender email, IOptions<DailyDigestOptions> options, ILogger<DigestChunkJob> logger) : IDigestChunkJob
{
    public async Task SendAsync(DateTimeOffset occurrence, int first, int last, CancellationToken ct)
    {
        if (await claims.BestSellersAsync(occurrence, ct) is not { } bestSellers)
        {
            LogGone(occurrence);
            return;
        }

        var mail = new DigestMail(occurrence, bestSellers, links);
        await using (var sent = claims.RecordSent(occurrence))
        {
            await Parallel.ForEachAsync(
                claims.TakeAsync(occurrence, first, last, ct),
                new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallelism, CancellationToken = ct },
                async (recipient, token) =>
                {
                    // A worker that stood still must not send what another may have claimed meanwhile.
                    if (claims.Holds(recipient))
                    {
                        // A refusal is a result, not an exception: one bad address must not fail the chunk.
                        var result = await SendAsync(occurrence, recipient, mail, token);

                        // Don't pass the token: what became of the mail must be recorded.
                        await (result.Status is EmailStatus.Sent
                            ? sent.AddAsync(recipient.Id)
                            : claims.RecordNotSentAsync(occurrence, recipient, result, CancellationToken.None));
                    }
                });
        }

        await claims.CompleteAsync(occurrence, first, last, ct);
    }

    private async Task<EmailResult> SendAsync(DateTimeOffset occurrence, DigestRecipient recipient, DigestMail mail, CancellationToken ct)
    {
        var result = mail.Compose(recipient) is { } message
            ? await email.SendAsync(message, ct)
            : EmailResult.Refused("The address is not valid.");
        if (result.Status is not EmailStatus.Sent)
        {
            LogNotSent(recipient.Id, occurrence, result.Status, result.Reason);
        }

        return result;
    }

    [LoggerMessage(7110, LogLevel.Warning, "The digest of {Occurrence:u} was not sent to customer {Customer}: {Status}, {Reason}")]
    private partial void LogNotSent(int customer, DateTimeOffset occurrence, EmailStatus status, string? reason);

    [LoggerMessage(7111, LogLevel.Warning, "The digest of {Occurrence:u} does not exist any more, so its chunk is skipped")]
    private partial void LogGone(DateTimeOffset occurrence);
}

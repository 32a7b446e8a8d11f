using Microsoft.Extensions.Options;
using ScaleApp.Worker.Email;

namespace ScaleApp.Worker.Digests;

/// <summary>Writes the best sellers to every customer who subscribed, once for each occurrence.</summary>
/// <remarks>
/// May be run again and at the same time for one occurrence: each delivery is claimed in the database before it is sent, and
/// a run goes on where another ended. A worker that is killed between sending and saying so has that one mail sent again, with
/// the same id and the same content.
/// </remarks>
internal sealed partial class DailyDigest(
    DigestLedger ledger, UnreadRooms rooms, IEmailSender email, IOptions<DailyDigestOptions> options, TimeProvider time, ILogger<DailyDigest> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseDeadline = TimeSpan.FromSeconds(2);

    /// <exception cref="EmailUnavailableException">Mail cannot be sent at the moment. What was sent stays so: run it again.</exception>
    public async Task RunAsync(DateTimeOffset occurrence, CancellationToken ct)
    {
        occurrence = occurrence.ToUniversalTime();
        var bestSellers = await ledger.BeginAsync(occurrence, options.Value.BestSellers, ct);
        var sent = 0;

        while (true)
        {
            var batch = await ledger.ClaimAsync(occurrence, options.Value.BatchSize, options.Value.ClaimLifetime, ct);
            if (batch is not [])
            {
                sent += await SendAsync(occurrence, batch, bestSellers, ct);
            }
            else if (await ledger.TryCompleteAsync(occurrence, ct))
            {
                LogCompleted(occurrence, sent);
                return;
            }
            else
            {
                // Another worker is at it, or was killed at it: then its claims end, and are taken over here.
                await Task.Delay(LookAgain, time, ct);
            }
        }
    }

    private async Task<int> SendAsync(
        DateTimeOffset occurrence, List<DigestRecipient> batch, IReadOnlyList<BestSeller> bestSellers, CancellationToken ct)
    {
        var settled = 0;
        var sent = 0;
        var claimed = time.GetTimestamp();
        try
        {
            var unread = await rooms.NoteAsync(occurrence, batch.ConvertAll(recipient => recipient.Id), ct);

            // Slow mail, or a process that was stopped, must not send what others may have claimed by now.
            foreach (var recipient in batch.TakeWhile(_ => time.GetElapsedTime(claimed) < options.Value.ClaimLifetime / 2))
            {
                ct.ThrowIfCancellationRequested();
                var message = DigestLetter.Compose(occurrence, recipient, bestSellers, unread.GetValueOrDefault(recipient.Id, []));
                var refusal = message is null ? "The address is not valid." : await email.SendAsync(message, ct);
                if (refusal is not null)
                {
                    LogRefused(recipient.Id, occurrence, refusal);
                }

                // Not cancelled: the mail is out, and saying so takes no time.
                await ledger.SettleAsync(occurrence, recipient.Id, refusal, CancellationToken.None);
                settled++;
                sent += refusal is null ? 1 : 0;
            }
        }
        finally
        {
            if (settled < batch.Count)
            {
                await ReleaseAsync(occurrence, batch[settled..]);
            }
        }

        return sent;
    }

    private async Task ReleaseAsync(DateTimeOffset occurrence, List<DigestRecipient> claims)
    {
        using var deadline = new CancellationTokenSource(ReleaseDeadline, time);
        try
        {
            await ledger.ReleaseAsync(occurrence, claims, deadline.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or System.Data.Common.DbException or InvalidOperationException)
        {
            // The claims end by themselves. What made the run end is what the caller has to hear of.
            LogReleaseFailed(occurrence, error);
        }
    }

    [LoggerMessage(7100, LogLevel.Information, "The digest of {Occurrence:u} is complete, {Sent} mails were sent by this run")]
    private partial void LogCompleted(DateTimeOffset occurrence, int sent);

    [LoggerMessage(7101, LogLevel.Warning, "Customer {Customer} cannot be sent the digest of {Occurrence:u}: {Reason}")]
    private partial void LogRefused(int customer, DateTimeOffset occurrence, string reason);

    [LoggerMessage(7102, LogLevel.Warning, "Claims of the digest of {Occurrence:u} could not be given back, others wait until they end")]
    private partial void LogReleaseFailed(DateTimeOffset occurrence, Exception error);
}

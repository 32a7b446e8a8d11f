using System.Threading.Channels;
using Npgsql;

namespace ScaleApp.Worker.Digests;

/// <summary>Records which mails of a chunk were sent. Mails that are sent while a commit is under way share the next one.</summary>
/// <remarks>
/// PostgreSQL makes every commit durable before it answers. One for each mail would set the pace of the digest; each mail still waits
/// for its own, so at most the mails in flight are unrecorded.
/// </remarks>
internal sealed class SentMails : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly DateTimeOffset _occurrence;

    // Each sender waits for its mail, so there are at most as many as senders.
    private readonly Channel<Mail> _waiting = Channel.CreateUnbounded<Mail>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _recording;

    public SentMails(NpgsqlDataSource database, DateTimeOffset occurrence)
    {
        (_database, _occurrence) = (database, occurrence.ToUniversalTime());
        _recording = RecordAllAsync();
    }

    /// <summary>Returns when it is recorded that the customer's mail was sent. That must not be cancelled: the mail is out.</summary>
    public Task AddAsync(int customerId)
    {
        var mail = new Mail(customerId, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _waiting.Writer.TryWrite(mail) ? mail.Recorded.Task : throw new ObjectDisposedException(nameof(SentMails));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _recording;
    }

    private async Task RecordAllAsync()
    {
        var mails = new List<Mail>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var mail))
            {
                mails.Add(mail);
            }

            try
            {
                await RecordAsync(mails.ConvertAll(mail => mail.CustomerId));
                mails.ForEach(mail => mail.Recorded.SetResult());
            }
            catch (Exception error)
            {
                mails.ForEach(mail => mail.Recorded.SetException(error));
            }

            mails.Clear();

            // Lets the senders go on first, so that mails which take no time share a commit as well.
            await Task.Yield();
        }
    }

    private async Task RecordAsync(List<int> customerIds)
    {
        // The bounds keep PostgreSQL from reading all deliveries of the occurrence.
        await using var command = _database.CreateCommand(
            """
            UPDATE digest_deliveries SET sent_at = now()
            WHERE occurrence = $1 AND customer_id = ANY ($2) AND customer_id BETWEEN $3 AND $4 AND sent_at IS NULL AND refusal IS NULL
            """);
        await command.With(_occurrence, customerIds, customerIds.Min(), customerIds.Max()).ExecuteNonQueryAsync();
    }

    private sealed record Mail(int CustomerId, TaskCompletionSource Recorded);
}

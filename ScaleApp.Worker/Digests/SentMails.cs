using System.Data;
using System.Threading.Channels;

namespace ScaleApp.Worker.Digests;

/// <summary>Records which mails of a chunk were sent. Mails that are sent while a commit is under way share the next one.</summary>
/// <remarks>
/// PostgreSQL makes every commit durable before it answers. One for each mail would set the pace of the digest; each mail still waits
/// for its own, so at most the mails in flight are unrecorded.
/// </remarks>
internal sealed class SentMails : IAsyncDisposable
{
    // Its own while the chunk is sent: PostgreSQL plans the statement once, and the pool resets no session for each commit.
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _record;
    private readonly NpgsqlParameter<List<int>> _customers = new();
    private readonly NpgsqlParameter<int> _first = new();
    private readonly NpgsqlParameter<int> _last = new();

    // Each sender waits for its mail, so there are at most as many as senders.
    private readonly Channel<Mail> _waiting = Channel.CreateUnbounded<Mail>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _recording;

    public SentMails(NpgsqlDataSource database, DateTimeOffset occurrence)
    {
        _connection = database.CreateConnection();

        // The bounds keep PostgreSQL from reading all deliveries of the occurrence.
        _record = new NpgsqlCommand(
            """
            UPDATE digest_deliveries SET sent_at = now()
            WHERE occurrence = $1 AND customer_id = ANY ($2) AND customer_id BETWEEN $3 AND $4 AND sent_at IS NULL AND refusal IS NULL
            """, _connection)
        { Parameters = { new NpgsqlParameter<DateTimeOffset> { TypedValue = occurrence.ToUniversalTime() }, _customers, _first, _last } };
        _recording = RecordAllAsync();
    }

    /// <summary>Returns when it is recorded that the customer's mail was sent. That must not be cancelled: the mail is out.</summary>
    public Task AddAsync(int customerId)
    {
        // Its sender goes on in the loop below, up to its next mail's first wait: to wake a thread for each costs more than a mail.
        var mail = new Mail(customerId, new TaskCompletionSource());
        return _waiting.Writer.TryWrite(mail) ? mail.Recorded.Task : throw new ObjectDisposedException(nameof(SentMails));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _recording;
        await _record.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task RecordAllAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var mails = new List<Mail>();
            while (_waiting.Reader.TryRead(out var mail))
            {
                mails.Add(mail);
            }

            try
            {
                await RecordAsync(mails.ConvertAll(mail => mail.CustomerId));
            }
            catch (Exception error)
            {
                mails.ForEach(mail => mail.Recorded.SetException(error));
                continue;
            }

            mails.ForEach(mail => mail.Recorded.SetResult());
        }
    }

    private async Task RecordAsync(List<int> customerIds)
    {
        (_customers.TypedValue, _first.TypedValue, _last.TypedValue) = (customerIds, customerIds.Min(), customerIds.Max());
        if (_connection.State is not ConnectionState.Open)
        {
            await _connection.CloseAsync();
            await _connection.OpenAsync();
            await _record.PrepareForSessionAsync(CancellationToken.None);
        }

        await _record.ExecuteNonQueryAsync();
    }

    private sealed record Mail(int CustomerId, TaskCompletionSource Recorded);
}

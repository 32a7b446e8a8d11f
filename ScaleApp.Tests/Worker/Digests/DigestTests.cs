using MimeKit;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

public sealed class DigestTests() : TestWithServers("postgres")
{
    private static readonly DateTimeOffset Occurrence = DigestFixture.Occurrence;

    private DigestFixture _digest = null!;

    private protected override async Task StartAsync() => _digest = await OwnAsync(DigestFixture.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Occurrence_that_five_workers_plan_and_send_is_sent_once()
    {
        var planned = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _digest.Worker().PlanAsync(Occurrence)));

        Assert.Single(planned, isPlanned => isPlanned);
        Assert.Equal(3L, await _digest.Database.CountAsync("digest_chunks"));
        Assert.Equal(3L, await _digest.Database.CountAsync("outbox_jobs"));

        var counted = EmailThat.Counts(_digest.Pickup);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _digest.Worker(counted).SendAsync(Occurrence)));
        Assert.Equal(DigestFixture.Subscribers, counted.Sent.Count);
        Assert.Distinct(counted.Sent);
    }

    [RequiresFact("postgres")]
    public async Task Digest_fired_twice_sends_each_subscriber_one_mail()
    {
        await _digest.Worker().RunAsync(Occurrence);

        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);
        Assert.Equal(DigestFixture.Subscribers, await DeliveriesAsync("sent_at IS NOT NULL"));
        Assert.Equal(0, await DeliveriesAsync("customer_id NOT IN (SELECT id FROM customers WHERE subscribes_to_digest)"));
        Assert.Equal(1L, await _digest.Database.CountAsync("digest_runs WHERE completed_at IS NOT NULL"));

        var counted = EmailThat.Counts(_digest.Pickup);
        await _digest.Worker(counted).RunAsync(Occurrence);
        Assert.Empty(counted.Sent);

        await _digest.Worker(counted).RunAsync(Occurrence.AddDays(1));
        Assert.Equal(DigestFixture.Subscribers, counted.Sent.Distinct().Count());
    }

    [RequiresFact("postgres")]
    public async Task Failed_chunk_resumes_with_the_same_content()
    {
        var failing = EmailThat.FailsAfter(_digest.Pickup, 7);
        await Assert.ThrowsAsync<EmailUnavailableException>(() => _digest.Worker(failing).RunAsync(Occurrence));
        await _digest.Database.ExecuteAsync("UPDATE products SET units_sold = units_sold + 100000 WHERE id = 1");

        var counted = EmailThat.Counts(_digest.Pickup);
        await _digest.Worker(counted).RunAsync(Occurrence);

        Assert.Equal(DigestFixture.Subscribers - 7, counted.Sent.Count);
        Assert.Empty(failing.Sent.Intersect(counted.Sent));
        Assert.Single(_digest.Mails().Select(BestSellerOf).Distinct());
    }

    [RequiresFact("postgres")]
    public async Task Claims_of_a_dead_worker_are_sent_when_they_expire()
    {
        // A worker that hangs looks to the others like one that was killed.
        var woken = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        var hanging = new EmailThat(_digest.Pickup, async (_, count) =>
        {
            if (count > 2)
            {
                reached.TrySetResult();
                await woken.Task;
            }

            return null;
        });
        var dead = _digest.Worker(hanging, options: ("ClaimLifetime", "00:00:01")).RunAsync(Occurrence);
        await Task.WhenAny(reached.Task, dead);

        await _digest.Worker(options: ("ClaimLifetime", "00:00:01")).RunAsync(Occurrence);
        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);

        // It resumes and finishes at most the mails in flight, which have the same Message-ID.
        woken.SetResult();
        await dead;
        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);
        Assert.InRange(hanging.Sent.Count, 2, 4);
    }

    [RequiresFact("postgres")]
    public async Task Stopped_worker_releases_its_claims()
    {
        using var stopping = new CancellationTokenSource();
        var stopped = new EmailThat(_digest.Pickup, async (_, count) =>
        {
            if (count == 3)
            {
                await stopping.CancelAsync();
            }

            return null;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _digest.Worker(stopped).RunAsync(Occurrence, stopping.Token));

        Assert.Equal(0, await DeliveriesAsync("sent_at IS NULL AND refusal IS NULL AND claimed_until > now()"));
    }

    [RequiresFact("postgres")]
    public async Task Refused_address_stops_no_other_mail_and_is_not_logged()
    {
        await _digest.Database.ExecuteAsync("UPDATE customers SET email = 'no address' WHERE id = 1");
        var refusing = EmailThat.Answers(_digest.Pickup, EmailResult.Refused("550 MailboxUnavailable"), 2);

        await _digest.Worker(refusing).RunAsync(Occurrence);

        Assert.Equal(2, await DeliveriesAsync("refusal IS NOT NULL AND customer_id IN (1, 2)"));
        Assert.Equal(DigestFixture.Subscribers - 2, await DeliveriesAsync("sent_at IS NOT NULL"));
        Assert.Equal(0, await DeliveriesAsync("refusal LIKE '%@%'"));
        Assert.Equal(0L, await _digest.Database.CountAsync("outbox_jobs WHERE arguments LIKE '%@%'"));
    }

    [RequiresFact("postgres")]
    public async Task Full_mailbox_is_retried_later_and_delays_no_other_mail()
    {
        var full = EmailThat.Answers(_digest.Pickup, EmailResult.Deferred("552 ExceededStorageAllocation"), 1);
        (string, string)[] options = [("DeferFor", "00:00:01"), ("GiveUpAfter", "7.00:00:00")];
        var occurrence = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await _digest.Worker(full, options: options).RunAsync(occurrence);

        Assert.Equal(DigestFixture.Subscribers - 1, await DeliveriesAsync("sent_at IS NOT NULL"));
        Assert.Equal(1, await DeliveriesAsync("is_deferred AND refusal IS NULL"));

        await Eventually.IsTrueAsync(async () =>
        {
            await _digest.Worker(options: options).SendAsync(occurrence);
            return await DeliveriesAsync("sent_at IS NOT NULL") == DigestFixture.Subscribers;
        }, "the deferred mail is sent");
        Assert.Equal(1L, await _digest.Database.CountAsync("digest_runs WHERE completed_at IS NOT NULL"));
    }

    [RequiresFact("postgres")]
    public async Task Mailbox_that_stays_full_is_given_up()
    {
        var full = EmailThat.Answers(_digest.Pickup, EmailResult.Deferred("552 ExceededStorageAllocation"), 1);

        await _digest.Worker(full).RunAsync(TimeProvider.System.GetUtcNow().AddDays(-2));

        Assert.Equal(1, await DeliveriesAsync("refusal LIKE 'Given up: 552%'"));
    }

    [RequiresFact("postgres")]
    public async Task Lost_chunks_are_enqueued_again_once_the_digest_stalls()
    {
        var worker = _digest.Worker(options: ("ReconcileAfter", "00:00:01"));
        await worker.PlanAsync(Occurrence);
        await _digest.Database.ExecuteAsync("DELETE FROM outbox_jobs");

        await Eventually.IsTrueAsync(async () =>
        {
            await worker.ReconcileAsync();
            return await OutboxAsync() == 3;
        }, "the three chunks are enqueued again");

        await worker.ReconcileAsync();
        Assert.Equal(3, await OutboxAsync());
    }

    private Task<long> OutboxAsync() =>
        _digest.Database.CountAsync("outbox_jobs WHERE type LIKE '%IDigestChunkJob%'");

    private Task<long> DeliveriesAsync(string condition) => _digest.Database.CountAsync($"digest_deliveries WHERE {condition}");

    private static string BestSellerOf(string file) =>
        MimeMessage.Load(file).TextBody!.Split('\n').Single(line => line.StartsWith("  1. ", StringComparison.Ordinal));
}

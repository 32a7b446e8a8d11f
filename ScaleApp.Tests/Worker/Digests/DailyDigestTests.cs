using System.Globalization;
using ScaleApp.Tests.Support;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

public sealed class DailyDigestTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Occurrence = DigestFixture.Occurrence;

    private readonly DigestFixture _digest = new();

    public Task InitializeAsync() => _digest.InitializeAsync();

    public Task DisposeAsync() => _digest.DisposeAsync();

    [RequiresFact("postgres")]
    public async Task Every_subscriber_gets_one_mail_and_nobody_else_does()
    {
        await _digest.Worker().RunAsync(Occurrence, default);

        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);
        Assert.Equal((long)DigestFixture.Subscribers, await SettledAsync("sent_at IS NOT NULL"));
        Assert.Equal(0L, await _digest.Database.ScalarAsync<long>(
            "SELECT count(*) FROM digest_deliveries JOIN customers ON id = customer_id WHERE NOT subscribes_to_digest"));
        Assert.Equal(1L, await _digest.Database.ScalarAsync<long>("SELECT count(*) FROM digest_runs WHERE completed_at IS NOT NULL"));
    }

    [RequiresFact("postgres")]
    public async Task A_second_run_of_an_occurrence_sends_nothing_and_another_occurrence_sends_anew()
    {
        await _digest.Worker().RunAsync(Occurrence, default);
        var counted = EmailThat.Counts(_digest.Pickup);

        await _digest.Worker(counted).RunAsync(Occurrence, default);
        Assert.Empty(counted.Sent);

        await _digest.Worker(counted).RunAsync(Occurrence.AddDays(1), default);
        Assert.Equal(DigestFixture.Subscribers, counted.Sent.Distinct().Count());
    }

    [RequiresFact("postgres")]
    public async Task Workers_that_run_at_the_same_time_share_the_mails_and_send_none_twice()
    {
        var counted = EmailThat.Counts(_digest.Pickup);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _digest.Worker(counted).RunAsync(Occurrence, default)));

        Assert.Equal(DigestFixture.Subscribers, counted.Sent.Count);
        Assert.Equal(DigestFixture.Subscribers, counted.Sent.Distinct().Count());
    }

    [RequiresFact("postgres")]
    public async Task A_run_goes_on_where_another_failed_and_sends_everybody_the_same_list()
    {
        var failing = new EmailThat(_digest.Pickup, (_, count) => count <= 10
            ? Task.FromResult<string?>(null)
            : throw new EmailUnavailableException("The server is away.", new IOException()));
        await Assert.ThrowsAsync<EmailUnavailableException>(() => _digest.Worker(failing).RunAsync(Occurrence, default));
        await _digest.Database.ScalarAsync<int>("UPDATE products SET units_sold = units_sold + 100000 WHERE id = 1 RETURNING id");

        var counted = EmailThat.Counts(_digest.Pickup);
        await _digest.Worker(counted).RunAsync(Occurrence, default);

        Assert.Equal(DigestFixture.Subscribers - 10, counted.Sent.Count);
        Assert.Empty(failing.Sent.Intersect(counted.Sent));
        Assert.Single(_digest.Mails().Select(BestSellerOf).Distinct());
    }

    [RequiresFact("postgres")]
    public async Task What_a_dead_worker_had_claimed_is_sent_once_its_claim_is_over()
    {
        // A worker that hangs, and never says anything again, is all that others see of one that was killed.
        var woken = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        var hanging = new EmailThat(_digest.Pickup, async (_, count) =>
        {
            if (count > 3)
            {
                reached.TrySetResult();
                await woken.Task;
            }

            return null;
        });
        var lifetime = TimeSpan.FromSeconds(1);
        var dead = _digest.Worker(hanging, lifetime).RunAsync(Occurrence, default);
        await reached.Task;

        await _digest.Worker(claimLifetime: lifetime).RunAsync(Occurrence, default);
        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);

        // It wakes up: it may finish the mail it was at, which has the same id, and nothing more.
        woken.SetResult();
        await dead;
        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);
        Assert.InRange(hanging.Sent.Count, 3, 4);
    }

    [RequiresFact("postgres")]
    public async Task A_worker_that_is_told_to_stop_gives_its_claims_back_at_once()
    {
        using var stopping = new CancellationTokenSource();
        var stopped = new EmailThat(_digest.Pickup, async (_, count) =>
        {
            if (count == 4)
            {
                await stopping.CancelAsync();
            }

            return null;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _digest.Worker(stopped).RunAsync(Occurrence, stopping.Token));

        Assert.Equal(0L, await SettledAsync("sent_at IS NULL AND refusal IS NULL AND claimed_until > now()"));
        await _digest.Worker().RunAsync(Occurrence, default);
        Assert.Equal((long)DigestFixture.Subscribers, await SettledAsync("sent_at IS NOT NULL"));
    }

    [RequiresFact("postgres")]
    public async Task An_address_that_is_refused_is_recorded_and_holds_up_nobody()
    {
        await _digest.Database.ScalarAsync<int>("UPDATE customers SET email = 'no address' WHERE id = 1 RETURNING id");
        var refusing = new EmailThat(_digest.Pickup, (message, _) =>
            Task.FromResult(message.MessageId.EndsWith(".2@scaleapp", StringComparison.Ordinal) ? "550 Unknown" : null));

        await _digest.Worker(refusing).RunAsync(Occurrence, default);

        Assert.Equal(2L, await SettledAsync("refusal IS NOT NULL AND customer_id IN (1, 2)"));
        Assert.Equal(DigestFixture.Subscribers - 2L, await SettledAsync("sent_at IS NOT NULL"));
    }

    private Task<long> SettledAsync(string condition) => _digest.Database.ScalarAsync<long>(
        string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM digest_deliveries WHERE {condition}"));

    private static string BestSellerOf(string file)
    {
        var mail = File.ReadAllText(file);
        var body = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]));
        return body.Split("\r\n").Single(line => line.StartsWith("  1. ", StringComparison.Ordinal));
    }
}

using ScaleApp.Tests.Worker.Digests;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public sealed class EmailLedgerTests() : TestWithServers("postgres")
{
    private DigestFixture _mail = null!;
    private readonly EmailMessage _message = new("order-1@scaleapp", EmailMessage.TryAddress("Ada", "ada@example.com")!, "A subject", "A text\n", DigestFixture.Occurrence);

    private protected override async Task StartAsync() => _mail = await OwnAsync(DigestFixture.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Mail_is_sent_once_by_failed_repeated_and_concurrent_senders()
    {
        await Assert.ThrowsAsync<EmailUnavailableException>(() => SendAsync(EmailThat.FailsAfter(_mail.Pickup, 0)));
        var counted = EmailThat.Counts(_mail.Pickup);

        await SendAsync(counted);
        await SendAsync(counted);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(counted, _message with { MessageId = "order-2@scaleapp" })));

        Assert.Equal(["order-1@scaleapp", "order-2@scaleapp"], counted.Sent.Order());
    }

    [RequiresFact("postgres")]
    public async Task Expired_claim_lets_another_sender_send_the_mail()
    {
        await _mail.Database.ScalarAsync<string>(
            $"INSERT INTO email_deliveries VALUES ('{_message.MessageId}', now() + interval '1 second') RETURNING message_id");

        var counted = EmailThat.Counts(_mail.Pickup);
        await SendAsync(counted);

        Assert.Single(counted.Sent);
        Assert.Equal(1L, await _mail.Database.CountAsync("email_deliveries WHERE sent_at IS NOT NULL"));
    }

    [RequiresFact("postgres")]
    public async Task Refused_mail_is_recorded_and_not_retried()
    {
        var refusing = new EmailThat(_mail.Pickup, (_, _) => Task.FromResult<EmailResult?>(EmailResult.Refused("550 Unknown")));

        await SendAsync(refusing);
        await SendAsync(EmailThat.Counts(_mail.Pickup));

        Assert.Empty(_mail.Mails());
        Assert.Equal("550 Unknown", await _mail.Database.ScalarAsync<string>("SELECT refusal FROM email_deliveries"));
    }

    private async Task SendAsync(IEmailSender sender, EmailMessage? message = null)
    {
        await using var shop = _mail.Database.Context();
        await new EmailLedger(shop, sender, Options.Create(new EmailOptions()), TimeProvider.System, NullLogger<EmailLedger>.Instance)
            .SendOnceAsync(message ?? _message, default);
    }
}

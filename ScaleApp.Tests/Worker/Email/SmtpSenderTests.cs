using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public class SmtpSenderTests
{
    [Fact]
    public async Task Mail_carries_its_id_and_one_click_unsubscription()
    {
        await using var server = new SmtpSink();

        var result = await SendAsync(server.Port, To("jane@example.com") with { Unsubscribe = new Uri("https://shop.example.com/unsubscribe?token=x") });

        Assert.Equal(EmailStatus.Sent, result.Status);
        var mail = Assert.Single(server.Mails);
        Assert.Equal(("digest.1@scaleapp", "jane@example.com"), (mail.MessageId, mail.To.Mailboxes.Single().Address));
        Assert.Equal("<https://shop.example.com/unsubscribe?token=x>", mail.Headers["List-Unsubscribe"]);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.Equal("Zoë's best sellers", mail.TextBody!.TrimEnd());
    }

    [Theory]
    [InlineData("unknown@example.com", EmailStatus.Refused, "550")]
    [InlineData("full@example.com", EmailStatus.Deferred, "552")]
    [InlineData("busy@example.com", EmailStatus.Deferred, "450")]
    public async Task Recipient_refusal_is_a_result_and_names_no_address(string address, object status, string code)
    {
        await using var server = new SmtpSink();

        var result = await SendAsync(server.Port, To(address));

        Assert.Equal((EmailStatus)status, result.Status);
        Assert.StartsWith(code, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("@", result.Reason, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Connection_is_used_again_also_after_a_refusal()
    {
        await using var server = new SmtpSink();
        using var connections = new SmtpConnections(Options(server.Port), TimeProvider.System);
        var sender = new SmtpSender(connections, Options(server.Port), TimeProvider.System);

        foreach (var address in (string[])["one@example.com", "unknown@example.com", "two@example.com"])
        {
            await sender.SendAsync(To(address), default);
        }

        Assert.Equal(["one@example.com", "two@example.com"], server.Mails.Select(mail => mail.To.Mailboxes.Single().Address));
    }

    [Fact]
    public async Task Address_that_needs_SMTPUTF8_is_refused_without_server_support()
    {
        using var server = new PlainServer();

        var result = await SendAsync(server.Port, To("zoë@example.com"));

        Assert.Equal(EmailStatus.Refused, result.Status);
        Assert.Contains("SMTPUTF8", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("@", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_server_fails_the_mail_at_deadline_or_cancellation()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() => SendAsync(port, To("jane@example.com"), TimeSpan.FromMilliseconds(300)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(port, To("jane@example.com"), ct: stopping.Token));

        Assert.Contains("0.3 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_server_is_named_in_the_error()
    {
        var port = FreePort.Find();

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() => SendAsync(port, To("jane@example.com")));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<EmailResult> SendAsync(int port, EmailMessage message, TimeSpan? timeout = null, CancellationToken ct = default)
    {
        using var connections = new SmtpConnections(Options(port, timeout), TimeProvider.System);
        return await new SmtpSender(connections, Options(port, timeout), TimeProvider.System).SendAsync(message, ct);
    }

    private static IOptions<EmailOptions> Options(int port, TimeSpan? timeout = null) => Microsoft.Extensions.Options.Options.Create(new EmailOptions
    {
        Smtp = new() { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, Timeout = timeout ?? TimeSpan.FromSeconds(15) },
    });

    private static EmailMessage To(string address) => new("digest.1@scaleapp", EmailMessage.TryAddress("Jane", address)!, "Best sellers",
        "Zoë's best sellers\n", new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));

    /// <summary>Speaks as much SMTP as a client needs to learn that the server has no extensions.</summary>
    private sealed class PlainServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public PlainServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync() is not null)
            {
                await writer.WriteLineAsync("250 localhost");
            }
        }
    }
}

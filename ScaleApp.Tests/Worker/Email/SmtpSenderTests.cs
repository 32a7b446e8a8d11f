using System.Diagnostics;
using System.Net.Mail;
using Microsoft.Extensions.Options;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public class SmtpSenderTests
{
    [Fact]
    public async Task A_mail_reaches_the_server_with_its_own_id()
    {
        await using var server = new SmtpServer();

        Assert.Null(await Sender(server.Port).SendAsync(To("jane@example.com"), default));

        var mail = Assert.Single(server.Mails);
        Assert.Contains("Message-ID: <digest.1@scaleapp>\r\n", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("jane@example.com", mail);
        Assert.Single(mail.Split("\r\n"), line => line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_recipient_whom_the_server_does_not_know_is_a_refusal()
    {
        await using var server = new SmtpServer();

        Assert.StartsWith("550", await Sender(server.Port).SendAsync(To("nobody@example.com"), default));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_at_the_deadline()
    {
        await using var server = new SmtpServer { Silent = true };
        var watch = Stopwatch.StartNew();

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() =>
            Sender(server.Port, TimeSpan.FromMilliseconds(300)).SendAsync(To("jane@example.com"), default));

        Assert.Contains("0.3 s", error.Message);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.2, 5);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_in_the_error()
    {
        int port;
        await using (var server = new SmtpServer())
        {
            port = server.Port;
        }

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() => Sender(port).SendAsync(To("jane@example.com"), default));

        Assert.Contains($"127.0.0.1:{port}", error.Message);
    }

    [Fact]
    public async Task Sending_ends_with_its_caller()
    {
        await using var server = new SmtpServer { Silent = true };
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sender(server.Port).SendAsync(To("jane@example.com"), stopping.Token));
    }

    private static SmtpSender Sender(int port, TimeSpan? timeout = null) => new(Options.Create(new EmailOptions
    {
        Smtp = new() { Host = "127.0.0.1", Port = port, RequireTls = false, Timeout = timeout ?? TimeSpan.FromSeconds(15) },
    }), TimeProvider.System);

    private static EmailMessage To(string address) =>
        new("digest.1@scaleapp", new MailAddress(address), "Best sellers", "Hello\n", new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero));
}

using System.Buffers;
using MimeKit;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace ScaleApp.Tests.Worker.Email;

/// <summary>
/// An SMTP server that keeps what it takes. Recipients whose name starts with <c>unknown</c>, <c>full</c> or <c>busy</c> are refused with 550,
/// 552 and 450.
/// </summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SmtpSink()
    {
        Port = FreePort.Find();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(Mails));
        services.Add(new Recipients());
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port))).Build();
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Mails { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private sealed class Store(ConcurrentQueue<MimeMessage> mails) : MessageStore
    {
        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var content = new MemoryStream(buffer.ToArray());
            mails.Enqueue(MimeMessage.Load(content, cancellationToken));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }

    private sealed class Recipients : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            to.User switch
            {
                var user when user.StartsWith("unknown", StringComparison.Ordinal) => Refuse(SmtpReplyCode.MailboxUnavailable, to),
                var user when user.StartsWith("full", StringComparison.Ordinal) => Refuse(SmtpReplyCode.SizeLimitExceeded, to),
                var user when user.StartsWith("busy", StringComparison.Ordinal) => Refuse((SmtpReplyCode)450, to),
                _ => Task.FromResult(true),
            };

        // As servers do, with the address in the text.
        private static Task<bool> Refuse(SmtpReplyCode code, IMailbox to) =>
            throw new SmtpResponseException(new SmtpResponse(code, $"<{to.User}@{to.Host}> cannot be delivered to"));
    }
}

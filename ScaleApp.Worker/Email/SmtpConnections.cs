using System.Collections.Concurrent;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace ScaleApp.Worker.Email;

/// <summary>Keeps a few SMTP connections open between mails.</summary>
internal sealed class SmtpConnections(IOptions<EmailOptions> options, TimeProvider time) : IDisposable
{
    private const int MaxIdle = 16;

    // Servers close idle connections after some minutes; after this time the connection is checked first.
    private static readonly TimeSpan CheckAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<(SmtpClient Client, long Since)> _idle = new();
    private readonly SmtpOptions _smtp = options.Value.Smtp;

    /// <summary>An open connection. Give it back with <see cref="Return"/>, or dispose it after an error.</summary>
    public async Task<SmtpClient> RentAsync(CancellationToken ct)
    {
        while (_idle.TryDequeue(out var idle))
        {
            if (await IsAliveAsync(idle.Client, idle.Since, ct))
            {
                return idle.Client;
            }

            idle.Client.Dispose();
        }

        var client = new SmtpClient { Timeout = (int)_smtp.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(_smtp.Host!, _smtp.Port, Security, ct);
            if (_smtp.User is { Length: > 0 })
            {
                await client.AuthenticateAsync(_smtp.User, _smtp.Password ?? "", ct);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Return(SmtpClient client)
    {
        if (client.IsConnected && _idle.Count < MaxIdle)
        {
            _idle.Enqueue((client, time.GetTimestamp()));
        }
        else
        {
            client.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryDequeue(out var idle))
        {
            idle.Client.Dispose();
        }
    }

    private SecureSocketOptions Security => _smtp.Security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private async Task<bool> IsAliveAsync(SmtpClient client, long since, CancellationToken ct)
    {
        if (!client.IsConnected || time.GetElapsedTime(since) < CheckAfter)
        {
            return client.IsConnected;
        }

        try
        {
            await client.NoOpAsync(ct);
            return true;
        }
        catch (Exception error) when (SmtpSender.IsUnavailable(error))
        {
            return false;
        }
    }
}

using System.Collections.Concurrent;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>Passes mail on to a real sender, counts it, and lets a test decide what goes wrong before it is passed on.</summary>
internal sealed class EmailThat(IEmailSender next, Func<EmailMessage, int, Task<string?>> first) : IEmailSender
{
    private int _count;

    public ConcurrentBag<string> Sent { get; } = [];

    public async Task<string?> SendAsync(EmailMessage message, CancellationToken ct)
    {
        if (await first(message, Interlocked.Increment(ref _count)).WaitAsync(ct) is { } refusal)
        {
            return refusal;
        }

        Sent.Add(message.MessageId);
        return await next.SendAsync(message, ct);
    }

    /// <summary>Nothing goes wrong.</summary>
    public static EmailThat Counts(IEmailSender next) => new(next, (_, _) => Task.FromResult<string?>(null));
}

using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

/// <summary>Forwards mail to a real sender and counts it. A test can return another result first; null means none.</summary>
internal sealed class EmailThat(IEmailSender next, Func<EmailMessage, int, Task<EmailResult?>> first) : IEmailSender
{
    private int _count;

    public ConcurrentBag<string> Sent { get; } = [];

    public async Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct)
    {
        if (await first(message, Interlocked.Increment(ref _count)).WaitAsync(ct) is { } result)
        {
            return result;
        }

        Sent.Add(message.MessageId);
        return await next.SendAsync(message, ct);
    }

    public static EmailThat Counts(IEmailSender next) => new(next, (_, _) => Task.FromResult<EmailResult?>(null));

    /// <summary>Fails as unavailable after the given number of mails.</summary>
    public static EmailThat FailsAfter(IEmailSender next, int mails) => new(next, (_, count) => count <= mails
        ? Task.FromResult<EmailResult?>(null)
        : throw new EmailUnavailableException("The server is unavailable."));

    /// <summary>The mails of some customers get another result.</summary>
    public static EmailThat Answers(IEmailSender next, EmailResult result, params int[] customers) => new(next, (message, _) =>
        Task.FromResult(customers.Any(customer => message.MessageId.EndsWith($".{customer}@scaleapp", StringComparison.Ordinal)) ? result : (EmailResult?)null));
}

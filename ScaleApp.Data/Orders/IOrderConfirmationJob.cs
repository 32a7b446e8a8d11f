using Hangfire;

namespace ScaleApp.Data.Orders;

/// <summary>Mails a customer what was ordered. The API enqueues it in the order's transaction.</summary>
public interface IOrderConfirmationJob
{
    /// <summary>May run twice: the mail goes out once.</summary>
    // The last delay repeats for a day: a mail server may be unavailable for a night.
    [AutomaticRetry(Attempts = 30, DelaysInSeconds = [1, 5, 30, 120, 600, 1800, 3600])]
    Task SendAsync(int customerId, Guid orderId, CancellationToken ct);
}

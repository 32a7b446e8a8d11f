using ScaleApp.Jobs;

namespace ScaleApp.Data.Orders;

/// <summary>The job that mails a customer what was ordered. The API enqueues it with the order, a worker runs it.</summary>
public interface IOrderConfirmationJob
{
    /// <summary>Sends the confirmation of an order. May be run again: the mail goes out once.</summary>
    // The pauses grow to an hour: a mail server may be away for a night.
    [AutomaticRetry(Attempts = 24)]
    Task SendAsync(Guid orderId, CancellationToken ct);
}

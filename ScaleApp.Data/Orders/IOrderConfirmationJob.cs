using ScaleApp.Jobs;

namespace ScaleApp.Data.Orders;

/// <summary>Mails a customer the confirmation of an order. Enqueued by the API with the order, run by the worker.</summary>
public interface IOrderConfirmationJob
{
    /// <summary>Sends the mail. May run more than once: the mail is sent once.</summary>
    // The delays grow to an hour: a mail server may be unavailable for a night.
    [AutomaticRetry(Attempts = 24)]
    Task SendAsync(int customerId, Guid orderId, CancellationToken ct);
}

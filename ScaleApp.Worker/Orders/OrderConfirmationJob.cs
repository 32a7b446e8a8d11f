using System.Globalization;
using System.Text;
using MimeKit;
using ScaleApp.Data.Orders;

namespace ScaleApp.Worker.Orders;

internal sealed partial class OrderConfirmationJob(
    ShopContext shop, EmailLedger emails, ILogger<OrderConfirmationJob> logger) : IOrderConfirmationJob
{
    public async Task SendAsync(int customerId, Guid orderId, CancellationToken ct)
    {
        var order = await (
            from placed in shop.Orders
            join customer in shop.Customers on placed.CustomerId equals customer.Id
            where placed.CustomerId == customerId && placed.Id == orderId
            select new ConfirmedOrder(placed.Id, placed.PlacedAt, placed.Status, placed.Total, customer.Name, customer.Email,
                (from line in placed.Lines
                 where line.CustomerId == customerId
                 join product in shop.Products on line.ProductId equals product.Id
                 orderby line.Number
                 select new ConfirmedLine(product.Name, line.Quantity, line.UnitPrice)).ToList())).AsNoTracking().SingleOrDefaultAsync(ct);

        if (order is null or { Status: OrderStatus.Cancelled })
        {
            LogNotConfirmed(orderId);
        }
        else if (EmailMessage.TryAddress(order.Customer, order.Email) is not { } to)
        {
            LogNoAddress(orderId);
        }
        else
        {
            await emails.SendOnceAsync(OrderLetter.Compose(order, to), ct);
        }
    }

    [LoggerMessage(7200, LogLevel.Information, "Order {Order} was cancelled before its confirmation, so no mail is sent")]
    private partial void LogNotConfirmed(Guid order);

    [LoggerMessage(7201, LogLevel.Warning, "Order {Order} cannot be confirmed: its customer's address is not valid")]
    private partial void LogNoAddress(Guid order);
}

internal sealed record ConfirmedOrder(Guid Id, DateTimeOffset PlacedAt, OrderStatus Status, decimal Total, string Customer, string Email,
    IReadOnlyList<ConfirmedLine> Lines);

internal sealed record ConfirmedLine(string Product, int Quantity, decimal UnitPrice);

/// <summary>What the confirmation of an order says. Sent again it has the same id and date, so it is known as the same mail.</summary>
internal static class OrderLetter
{
    public static EmailMessage Compose(ConfirmedOrder order, MailboxAddress to)
    {
        var text = new StringBuilder()
            .Append("Hello ").Append(order.Customer).Append(",\n\nthank you for your order ").Append(order.Id).Append(":\n\n");
        foreach (var line in order.Lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.Quantity,5} x {line.Product}, {line.UnitPrice:0.00} each\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nTotal: {order.Total:0.00}\n");

        return new EmailMessage($"order-confirmation.{order.Id:N}@scaleapp", to, $"Your order {order.Id}", text.ToString(), order.PlacedAt);
    }
}

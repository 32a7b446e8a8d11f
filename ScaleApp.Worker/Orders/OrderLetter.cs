using System.Globalization;
using System.Text;
using MimeKit;
using ScaleApp.Worker.Email;

namespace ScaleApp.Worker.Orders;

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

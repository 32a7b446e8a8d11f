using System.Globalization;
using System.Net.Mail;
using System.Text;
using ScaleApp.Worker.Email;

namespace ScaleApp.Worker.Digests;

/// <summary>What the digest says. The same for the same occurrence and customer, to the last byte, whoever writes it.</summary>
internal static class DigestLetter
{
    /// <summary>The mail, or null when the customer's address is none.</summary>
    public static EmailMessage? Compose(DateTimeOffset occurrence, DigestRecipient recipient, IReadOnlyList<BestSeller> bestSellers,
        IReadOnlyList<UnreadRoom> unread)
    {
        if (!MailAddress.TryCreate(recipient.Email, recipient.Name, out var to))
        {
            return null;
        }

        var text = new StringBuilder()
            .Append("Hello ").Append(recipient.Name).Append(",\n\nthis is what sells best:\n\n");
        for (var place = 1; place <= bestSellers.Count; place++)
        {
            var product = bestSellers[place - 1];
            text.Append(CultureInfo.InvariantCulture, $"{place,3}. {product.Name}, {product.Price:0.00} ({product.UnitsSold} sold)\n");
        }

        if (unread.Count > 0)
        {
            text.Append("\nUnread in your rooms:\n\n");
            foreach (var room in unread)
            {
                text.Append(CultureInfo.InvariantCulture, $"{room.Messages,3} in {room.Title}\n");
            }
        }

        text.Append("\nYou get this mail because you subscribed to the daily digest.\n");

        return new EmailMessage(
            string.Create(CultureInfo.InvariantCulture, $"daily-digest.{occurrence.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.{recipient.Id}@scaleapp"),
            to, string.Create(CultureInfo.InvariantCulture, $"Best sellers of {occurrence:d MMMM yyyy}"), text.ToString(), occurrence);
    }
}

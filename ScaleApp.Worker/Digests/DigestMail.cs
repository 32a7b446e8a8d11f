using System.Globalization;
using System.Text;
using ScaleApp.Data.Digests;
using ScaleApp.Worker.Email;

namespace ScaleApp.Worker.Digests;

/// <summary>Writes the digest: the same text and Message-ID for the same occurrence and customer, whichever worker sends it.</summary>
internal sealed class DigestMail(UnsubscribeLinks links)
{
    /// <summary>Returns null when the customer's address is not valid.</summary>
    public EmailMessage? Compose(DateTimeOffset occurrence, DigestRecipient recipient, IReadOnlyList<BestSeller> bestSellers)
    {
        if (EmailMessage.TryAddress(recipient.Name, recipient.Email) is not { } to)
        {
            return null;
        }

        var unsubscribe = links.Create(recipient.Id);
        return new EmailMessage(
            string.Create(CultureInfo.InvariantCulture, $"daily-digest.{occurrence.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.{recipient.Id}@scaleapp"),
            to,
            string.Create(CultureInfo.InvariantCulture, $"Best sellers of {occurrence:d MMMM yyyy}"),
            Text(recipient, bestSellers, unsubscribe),
            occurrence)
        { Unsubscribe = unsubscribe };
    }

    private static string Text(DigestRecipient recipient, IReadOnlyList<BestSeller> bestSellers, Uri? unsubscribe)
    {
        var text = new StringBuilder().Append("Hello ").Append(recipient.Name).Append(",\n\nthese are the best sellers:\n\n");
        foreach (var (product, place) in bestSellers.Select((product, index) => (product, index + 1)))
        {
            text.Append(CultureInfo.InvariantCulture, $"{place,3}. {product.Name}, {product.Price:0.00} ({product.UnitsSold} sold)\n");
        }

        if (recipient.Unread.Count > 0)
        {
            text.Append("\nUnread in your rooms:\n\n");
            foreach (var room in recipient.Unread)
            {
                text.Append(CultureInfo.InvariantCulture, $"{room.Messages,3} in {room.Title}\n");
            }
        }

        text.Append("\nYou get this mail because you subscribed to the daily digest.\n");
        return unsubscribe is null ? text.ToString() : text.Append("Unsubscribe: ").Append(unsubscribe).Append('\n').ToString();
    }
}

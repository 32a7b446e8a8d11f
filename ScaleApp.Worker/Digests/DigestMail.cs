using System.Globalization;
using System.Text;
using ScaleApp.Data.Digests;

namespace ScaleApp.Worker.Digests;

/// <summary>Writes one digest: the same text and Message-ID for the same customer, whichever worker sends it.</summary>
internal sealed class DigestMail
{
    private readonly UnsubscribeLinks _links;
    private readonly DateTimeOffset _occurrence;
    private readonly string _idPrefix;
    private readonly string _subject;
    private readonly string _bestSellers;

    public DigestMail(DateTimeOffset occurrence, IEnumerable<BestSeller> bestSellers, UnsubscribeLinks links)
    {
        (_links, _occurrence) = (links, occurrence);
        _idPrefix = string.Create(CultureInfo.InvariantCulture, $"daily-digest.{occurrence.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        _subject = string.Create(CultureInfo.InvariantCulture, $"Best sellers of {occurrence:d MMMM yyyy}");
        _bestSellers = string.Concat(bestSellers.Select((product, index) => string.Create(CultureInfo.InvariantCulture,
            $"{index + 1,3}. {product.Name}, {product.Price:0.00} ({product.UnitsSold} sold)\n")));
    }

    public EmailMessage? Compose(DigestRecipient recipient)
    {
        if (EmailMessage.TryAddress(recipient.Name, recipient.Email) is not { } to)
        {
            return null;
        }

        var unsubscribe = _links.Create(recipient.Id);
        return new EmailMessage(string.Create(CultureInfo.InvariantCulture, $"{_idPrefix}.{recipient.Id}@scaleapp"), to, _subject, Text(recipient, unsubscribe), _occurrence)
        {
            Unsubscribe = unsubscribe,
        };
    }

    private string Text(DigestRecipient recipient, Uri? unsubscribe)
    {
        var text = new StringBuilder().Append("Hello ").Append(recipient.Name).Append(",\n\nthese are the best sellers:\n\n").Append(_bestSellers);
        if (recipient.Unread is { Count: > 0 } rooms)
        {
            text.Append("\nUnread in your rooms:\n\n");
            foreach (var room in rooms)
            {
                text.Append(CultureInfo.InvariantCulture, $"{room.Messages,3} in {room.Title}\n");
            }
        }

        text.Append("\nYou get this mail because you subscribed to the daily digest.\n");
        return unsubscribe is null ? text.ToString() : text.Append("Unsubscribe: ").Append(unsubscribe).Append('\n').ToString();
    }
}

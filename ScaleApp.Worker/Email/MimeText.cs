using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace ScaleApp.Worker.Email;

/// <summary>Writes a mail as RFC 5322 and MIME want it: ASCII, short lines, everything else encoded.</summary>
internal static class MimeText
{
    private const int LineLength = 76;

    // An encoded word has at most 75 characters (RFC 2047): 45 bytes are 60 in base 64, with 12 around them.
    private const int EncodedWordBytes = 45;

    public static byte[] Of(EmailMessage message, MailAddress from)
    {
        var text = new StringBuilder()
            .Append("Date: ").Append(DateOf(message.Date)).Append("\r\n")
            .Append("From: ").Append(Address(from)).Append("\r\n")
            .Append("To: ").Append(Address(message.To)).Append("\r\n")
            .Append("Message-ID: <").Append(message.MessageId).Append(">\r\n")
            .Append("Subject: ").Append(Words(message.Subject)).Append("\r\n")
            .Append("MIME-Version: 1.0\r\n")
            .Append("Content-Type: text/plain; charset=utf-8\r\n")
            .Append("Content-Transfer-Encoding: base64\r\n\r\n");

        var body = Convert.ToBase64String(Encoding.UTF8.GetBytes(message.Text.ReplaceLineEndings("\r\n")));
        for (var at = 0; at < body.Length; at += LineLength)
        {
            text.Append(body, at, Math.Min(LineLength, body.Length - at)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>For example <c>Sat, 21 Nov 2026 08:00:00 +0000</c>.</summary>
    public static string DateOf(DateTimeOffset date) =>
        date.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    private static string Address(MailAddress address) =>
        address.DisplayName is "" ? address.Address : $"{Words(address.DisplayName, phrase: true)} <{address.Address}>";

    /// <summary>Text of a header: as it is when it is plain, else in encoded words, so that no character can end the header.</summary>
    private static string Words(string text, bool phrase = false)
    {
        if (text.Length <= LineLength && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-'
            || (!phrase && letter is > ' ' and < '\x7f' and not '=' and not '?')))
        {
            return text;
        }

        var words = new List<string>();
        var bytes = new List<byte>(EncodedWordBytes);
        foreach (var rune in text.EnumerateRunes())
        {
            // A character is never split over two words.
            if (bytes.Count + rune.Utf8SequenceLength > EncodedWordBytes)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        words.Add(Word(bytes));
        return string.Join("\r\n ", words);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}

using System.Net.Mail;

namespace ScaleApp.Worker.Email;

/// <summary>One mail to one person.</summary>
/// <param name="MessageId">
/// Without angle brackets. The same mail, sent again, has the same: receiving servers and readers know it as one.
/// </param>
/// <param name="To">Who gets it.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text; lines end with a line feed.</param>
/// <param name="Date">When it was written.</param>
internal sealed record EmailMessage(string MessageId, MailAddress To, string Subject, string Text, DateTimeOffset Date);

using MimeKit;

namespace ScaleApp.Worker.Email;

/// <summary>Writes mail into a folder, for development and for servers that collect it there.</summary>
/// <remarks>The file is named for the Message-ID and appears whole, so a mail that is sent twice is one file.</remarks>
internal sealed class PickupFolderSender(IOptions<EmailOptions> options) : IEmailSender
{
    private readonly MailboxAddress _from = MailboxAddress.Parse(options.Value.From);
    private readonly DirectoryInfo _folder = new(options.Value.PickupFolder);

    public async Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct)
    {
        var path = Path.Combine(_folder.FullName, $"{FileName(message.MessageId)}.eml");
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            _folder.Create();
            using var mime = message.ToMime(_from);
            await mime.WriteToAsync(unfinished, ct);
            File.Move(unfinished, path, overwrite: true);
            return EmailResult.Sent;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmailUnavailableException(
                $"Mail cannot be written to '{_folder.FullName}' ({error.GetType().Name}): free space there, or set Email:PickupFolder to another folder.");
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static string FileName(string messageId) =>
        string.Concat(messageId.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '@' ? letter : '_'));
}

using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace ScaleApp.Worker.Email;

/// <summary>Puts mail into a folder, for development and for servers that collect it there.</summary>
/// <remarks>The file is named for the mail's id and appears whole, so a mail that is sent twice is still one file.</remarks>
internal sealed class PickupFolderSender(IOptions<EmailOptions> options) : IEmailSender
{
    private readonly MailAddress _from = new(options.Value.From);
    private readonly DirectoryInfo _folder = new(options.Value.PickupFolder);

    public async Task<string?> SendAsync(EmailMessage message, CancellationToken ct)
    {
        var path = Path.Combine(_folder.FullName, $"{FileName(message.MessageId)}.eml");
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            _folder.Create();
            await File.WriteAllBytesAsync(unfinished, MimeText.Of(message, _from), ct);
            File.Move(unfinished, path, overwrite: true);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EmailUnavailableException(
                $"Mail cannot be written to '{_folder.FullName}' ({error.Message}): free space there, or set Email:PickupFolder to another folder.", error);
        }
        finally
        {
            // There when writing was broken off; deleting what is in no folder would hide why it was.
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static string FileName(string messageId) =>
        string.Concat(messageId.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '@' ? letter : '_'));
}

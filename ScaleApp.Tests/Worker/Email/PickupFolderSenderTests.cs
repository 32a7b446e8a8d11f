using MimeKit;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public sealed class PickupFolderSenderTests : IDisposable
{
    private static readonly DateTimeOffset Date = new(2026, 11, 21, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mail_sent_twice_is_one_file_without_an_injected_header()
    {
        var message = Message("Jane", "Hello\r\nBcc: other@example.com");

        await Sender().SendAsync(message, default);
        await Sender().SendAsync(message, default);

        var file = Assert.Single(Directory.GetFileSystemEntries(_folder));
        Assert.Equal("id.1@scaleapp.eml", Path.GetFileName(file));
        Assert.Empty((await MimeMessage.LoadAsync(file)).Bcc);
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_named_in_the_error()
    {
        var file = Path.Combine(_folder, "a file");
        await File.WriteAllTextAsync(file, "");

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() => Sender(file).SendAsync(Message("Jane", "x"), default));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    private PickupFolderSender Sender(string? folder = null) => new(Options.Create(new EmailOptions { PickupFolder = folder ?? _folder }));

    private static EmailMessage Message(string name, string subject) =>
        new("id.1@scaleapp", EmailMessage.TryAddress(name, "jane@example.com")!, subject, "Hello\n", Date);
}

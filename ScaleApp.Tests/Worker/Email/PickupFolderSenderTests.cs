using MimeKit;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public sealed class PickupFolderSenderTests : IDisposable
{
    private static readonly DateTimeOffset Date = new(2026, 11, 21, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Mail_that_is_sent_twice_is_one_file()
    {
        var message = Message("Jane", "Best sellers");

        await Sender().SendAsync(message, default);
        await Sender().SendAsync(message, default);

        Assert.Equal(Path.Combine(_folder, "id.1@scaleapp.eml"), Assert.Single(Directory.GetFileSystemEntries(_folder)));
    }

    [Fact]
    public async Task Subject_cannot_add_a_header()
    {
        await Sender().SendAsync(Message("Jane", "Hello\r\nBcc: other@example.com"), default);

        var mail = await MimeMessage.LoadAsync(Path.Combine(_folder, "id.1@scaleapp.eml"));
        Assert.Empty(mail.Bcc);
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

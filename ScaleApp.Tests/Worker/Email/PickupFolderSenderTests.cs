using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Email;

public sealed class PickupFolderSenderTests : IDisposable
{
    private static readonly DateTimeOffset Date = new(2026, 11, 21, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-mail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_mail_twice_is_one_file()
    {
        var message = Message("Jane", "Best sellers");

        await Sender().SendAsync(message, default);
        await Sender().SendAsync(message, default);

        Assert.Equal(Path.Combine(_folder, "id.1@scaleapp.eml"), Assert.Single(Directory.GetFileSystemEntries(_folder)));
    }

    [Fact]
    public async Task The_file_is_a_mail_that_any_reader_understands()
    {
        await Sender().SendAsync(Message("Jane", "Best sellers"), default);

        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "id.1@scaleapp.eml"));
        Assert.Contains("Date: Sat, 21 Nov 2026 07:00:00 +0000", lines);
        Assert.Contains("From: ScaleApp <shop@example.com>", lines);
        Assert.Contains("To: Jane <jane@example.com>", lines);
        Assert.Contains("Message-ID: <id.1@scaleapp>", lines);
        Assert.Contains("Subject: Best sellers", lines);
        Assert.Equal("Hello\r\n", Encoding.UTF8.GetString(Convert.FromBase64String(lines[^1])));
    }

    [Theory]
    [InlineData("Zoë Müller")]
    [InlineData("日本語の名前はとても長いので一つの符号化語には入りきらないことがあります")]
    [InlineData("Quote \" and , comma")]
    public async Task Names_and_subjects_in_any_language_stay_whole_in_short_ASCII_lines(string text)
    {
        await Sender().SendAsync(Message(text, text), default);

        var mail = await File.ReadAllTextAsync(Path.Combine(_folder, "id.1@scaleapp.eml"));
        Assert.True(Ascii.IsValid(mail));
        Assert.All(mail.Split("\r\n"), line => Assert.InRange(line.Length, 0, 90));
        Assert.Equal(text, Decode(Header(mail, "Subject")));
        Assert.StartsWith(text, Decode(Header(mail, "To")));
    }

    [Fact]
    public async Task A_subject_cannot_add_a_header()
    {
        await Sender().SendAsync(Message("Jane", "Hello\r\nBcc: everybody@example.com"), default);

        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "id.1@scaleapp.eml"));
        Assert.DoesNotContain(lines, line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named_in_the_error()
    {
        var file = Path.Combine(_folder, "a file");
        await File.WriteAllTextAsync(file, "");

        var error = await Assert.ThrowsAsync<EmailUnavailableException>(() => Sender(file).SendAsync(Message("Jane", "x"), default));

        Assert.Contains(file, error.Message);
    }

    private static string Header(string mail, string name)
    {
        var unfolded = mail.Replace("\r\n ", " ", StringComparison.Ordinal);
        return unfolded.Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];
    }

    /// <summary>Joins encoded words as RFC 2047 says: the blanks between two of them do not count.</summary>
    private static string Decode(string header) => header.Contains("=?", StringComparison.Ordinal)
        ? string.Concat(header.Split(' ').Select(word => word.StartsWith("=?utf-8?B?", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2]))
            : $" {word}"))
        : header;

    private PickupFolderSender Sender(string? folder = null) => new(Options.Create(new EmailOptions { PickupFolder = folder ?? _folder }));

    private static EmailMessage Message(string name, string subject) =>
        new("id.1@scaleapp", new MailAddress("jane@example.com", name), subject, "Hello\n", Date);
}

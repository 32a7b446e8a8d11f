using System.ComponentModel.DataAnnotations;
using MimeKit;

namespace ScaleApp.Worker.Email;

public sealed class EmailOptions : IValidatableObject
{
    public const string Section = "Email";

    /// <summary>The sender. Default: ScaleApp &lt;shop@example.com&gt;.</summary>
    [Required]
    public string From { get; set; } = "ScaleApp <shop@example.com>";

    /// <summary>
    /// The address at which browsers reach the shop, for links in mails such as the one-click unsubscription. Default: none, and no such links.
    /// </summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>The folder for mail as <c>.eml</c> files when no SMTP server is named. Default: <c>scaleapp/mail</c> in the folder for temporary files.</summary>
    [Required]
    public string PickupFolder { get; set; } = Path.Combine(Path.GetTempPath(), "scaleapp", "mail");

    public SmtpOptions Smtp { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailboxAddress.TryParse(From, out _))
        {
            yield return new ValidationResult($"{Section}:{nameof(From)} is not an address: '{From}'.", [nameof(From)]);
        }

        if (PublicAddress is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(PublicAddress)} has to be a web address, such as https://shop.example.com/; it is '{PublicAddress}'.", [nameof(PublicAddress)]);
        }

        if (Smtp.Port is < 1 or > 65_535)
        {
            yield return new ValidationResult($"{Section}:Smtp:{nameof(Smtp.Port)} has to be 1 to 65535; it is {Smtp.Port}.", [nameof(Smtp)]);
        }

        if (Smtp.Timeout <= TimeSpan.Zero || Smtp.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult(
                $"{Section}:Smtp:{nameof(Smtp.Timeout)} has to be positive and at most five minutes; it is {Smtp.Timeout}.", [nameof(Smtp)]);
        }
    }
}

public sealed class SmtpOptions
{
    /// <summary>Its name; without one mail goes to the pickup folder. Default: none.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>How the connection is encrypted. Default: STARTTLS.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>The user that signs in; null to send without. Default: null.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>How long one mail may take. Default: 15 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}

/// <summary>How a connection to an SMTP server is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>It begins in the clear and has to be encrypted before anything is sent (port 587).</summary>
    StartTls,

    /// <summary>From its first byte (port 465).</summary>
    Tls,

    /// <summary>Not at all: only for a server on the same machine.</summary>
    None,
}

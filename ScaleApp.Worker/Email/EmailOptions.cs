using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace ScaleApp.Worker.Email;

/// <summary>How mail leaves the shop.</summary>
public sealed class EmailOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Email";

    /// <summary>Who the mail is from. Default: ScaleApp &lt;shop@example.com&gt;.</summary>
    [Required]
    public string From { get; set; } = "ScaleApp <shop@example.com>";

    /// <summary>
    /// Where mail is put as <c>.eml</c> files when no SMTP server is named. Default: <c>scaleapp/mail</c> in the folder for temporary
    /// files.
    /// </summary>
    [Required]
    public string PickupFolder { get; set; } = Path.Combine(Path.GetTempPath(), "scaleapp", "mail");

    /// <summary>The server that takes the mail. Default: none.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailAddress.TryCreate(From, out _))
        {
            yield return new ValidationResult($"{Section}:{nameof(From)} is not an address: '{From}'.", [nameof(From)]);
        }

        if (Smtp.Port is < 1 or > 65_535)
        {
            yield return new ValidationResult($"{Section}:Smtp:{nameof(Smtp.Port)} has to be 1 to 65535; it is {Smtp.Port}.", [nameof(Smtp)]);
        }

        if (Smtp.Timeout <= TimeSpan.Zero || Smtp.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return new ValidationResult(
                $"{Section}:Smtp:{nameof(Smtp.Timeout)} has to be more than nothing and at most five minutes; it is {Smtp.Timeout}.", [nameof(Smtp)]);
        }
    }
}

/// <summary>An SMTP server.</summary>
public sealed class SmtpOptions
{
    /// <summary>Its name; without one mail goes to the pickup folder. Default: none.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default: 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection has to be encrypted (STARTTLS). Default: true.</summary>
    public bool RequireTls { get; set; } = true;

    /// <summary>Who signs in; null for nobody. Default: null.</summary>
    public string? User { get; set; }

    /// <summary>The password of <see cref="User"/>. Default: none.</summary>
    public string? Password { get; set; }

    /// <summary>How long handing over one mail may take. Default: 15 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}

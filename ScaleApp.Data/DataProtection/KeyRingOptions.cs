using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Data.DataProtection;

/// <summary>How the Data Protection keys are protected in the database. The same for every service.</summary>
public sealed class KeyRingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "DataProtection";

    /// <summary>Encrypts new keys. Without one, keys are stored in plain text, and a reader of the database can forge cookies.</summary>
    public CertificateFile? Certificate { get; set; }

    /// <summary>Earlier certificates, kept until the keys that they encrypted have expired (90 days).</summary>
    public IList<CertificateFile> PreviousCertificates { get; } = [];
}

/// <summary>A certificate with an RSA private key, in a PKCS#12 file.</summary>
public sealed class CertificateFile
{
    /// <summary>The file, such as a mounted secret.</summary>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>The file's password. Default: none.</summary>
    public string? Password { get; set; }
}

using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Data.DataProtection;

public static class DataProtectionServices
{
    // The same in every service; the default is the program's folder.
    private const string ApplicationName = "ScaleApp";

    /// <summary>
    /// Adds Data Protection with its keys in PostgreSQL (<see cref="NpgsqlDataSource"/>), shared by all replicas of all services and encrypted by the
    /// certificate of <see cref="KeyRingOptions"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A certificate cannot be loaded.</exception>
    public static void AddSharedDataProtection(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(KeyRingOptions.Section).Get<KeyRingOptions>() ?? new KeyRingOptions();
        var protection = builder.Services.AddDataProtection()
            .SetApplicationName(ApplicationName)
            .UnprotectKeysWithAnyCertificate([.. options.PreviousCertificates.Select(Load)]);
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource>((keys, database) => keys.XmlRepository = new PostgresKeyRepository(database));

        if (options.Certificate is { } certificate)
        {
            protection.ProtectKeysWithCertificate(Load(certificate));
        }
        else if (builder.Environment.IsProduction())
        {
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UnencryptedKeysWarning>());
        }
    }

    private static X509Certificate2 Load(CertificateFile file)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file.Path, file.Password);
            using var key = certificate.GetRSAPrivateKey();
            return key is not null ? certificate : throw new CryptographicException("It has no RSA private key.");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The Data Protection certificate '{file.Path}' cannot be loaded: {error.Message} Set Path and Password in the section "
                + $"{KeyRingOptions.Section} to a PKCS#12 file with an RSA private key.", error);
        }
    }
}

/// <summary>How the Data Protection keys are protected in the database. The same for every service.</summary>
public sealed class KeyRingOptions
{
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

    public string? Password { get; set; }
}

/// <summary>Warns at the start of a service in production whose keys are not encrypted.</summary>
internal sealed partial class UnencryptedKeysWarning(ILogger<UnencryptedKeysWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogUnencrypted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(5070, LogLevel.Warning,
        "The Data Protection keys are not encrypted, so a reader of the database can forge cookies and read signing keys. Set "
        + "DataProtection:Certificate:Path and DataProtection:Certificate:Password to a PKCS#12 file with an RSA private key")]
    private partial void LogUnencrypted();
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ScaleApp.Data.DataProtection;

/// <summary>Registers Data Protection as all services of the shop use it.</summary>
public static class DataProtectionServices
{
    // The same in every service; the default is the program's folder.
    private const string ApplicationName = "ScaleApp";

    /// <summary>
    /// Adds Data Protection with its keys in PostgreSQL (<see cref="NpgsqlDataSource"/>), shared by all replicas of all services and encrypted by the
    /// certificate of <see cref="KeyRingOptions"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A certificate cannot be loaded.</exception>
    public static IHostApplicationBuilder AddSharedDataProtection(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
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

        return builder;
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

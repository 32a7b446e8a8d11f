using System.Security.Cryptography.X509Certificates;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes for localhost.</summary>
internal static class DevelopmentCertificate
{
    /// <summary>The extension by which ASP.NET Core marks it.</summary>
    private const string Mark = "1.3.6.1.4.1.311.84.1.1";

    /// <exception cref="InvalidOperationException">There is none; the message names the command that makes one.</exception>
    public static X509Certificate2 Find(LoadBalancerOptions options, TimeProvider time)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);

        return store.Certificates.Find(X509FindType.FindByTimeValid, time.GetLocalNow().DateTime, validOnly: false)
            .Where(certificate => certificate.HasPrivateKey && certificate.Extensions.Any(extension => extension.Oid?.Value == Mark))
            .MaxBy(certificate => certificate.NotAfter)
            ?? throw new InvalidOperationException(
                $"Resource '{options.ResourceName}': endpoint '{options.EndpointName}' is https, and there is no valid ASP.NET Core development "
                + "certificate. Run 'dotnet dev-certs https --trust', or give the resource an http endpoint only.");
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using ScaleApp.Hosting.Balancing.Http;

namespace ScaleApp.Tests.Hosting.Balancing;

public class HttpsTests
{
    [Fact]
    public async Task The_balancer_ends_TLS_and_says_so_to_the_replica()
    {
        await using var a = await KestrelUpstream.StartAsync("a", context =>
            context.Response.WriteAsync($"{context.Request.Scheme} {context.Request.Headers["X-Forwarded-Proto"]}"));
        using var certificate = CreateCertificate();
        var options = TestBalancer.Defaults with { Scheme = "https", Certificate = certificate, SessionAffinity = "/" };
        await using var test = await TestBalancer.StartAsync(options, a.Destination);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new() { RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == certificate.GetCertHashString() },
        });

        using var response = await http.GetAsync($"https://127.0.0.1:{test.Port}/");

        Assert.Equal("http https", await response.Content.ReadAsStringAsync());
        Assert.EndsWith("; secure", Assert.Single(response.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public void Without_a_valid_certificate_the_message_names_the_command_that_makes_one()
    {
        var error = Assert.Throws<InvalidOperationException>(() => DevelopmentCertificate.Find(TestBalancer.Defaults, new LongAgo()));

        Assert.Contains("dotnet dev-certs https", error.Message);
        Assert.Contains("'api'", error.Message);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private sealed class LongAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}

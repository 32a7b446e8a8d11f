using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using ScaleApp.Data.DataProtection;

namespace ScaleApp.Tests.Data.DataProtection;

public sealed class DataProtectionTests() : TestWithServers("postgres"), IDisposable
{
    private const string Program = "data-protection", Password = "the certificate's password";
    private const string Secret = "a secret of the shop";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-certificates-").FullName;
    private ShopDatabase _database = null!;

    private protected override async Task StartAsync() => _database = await OwnAsync(ShopDatabase.CreateAsync());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A service in production that protects the secret, or prints what is protected in its second argument.</summary>
    [TestProgram(Program)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var builder = Host.CreateApplicationBuilder(args[2..]);
        builder.Logging.AddFilter("Microsoft", LogLevel.None);
        builder.Services.AddNpgsqlDataSource(args[0]);
        builder.AddSharedDataProtection();
        using var host = builder.Build();
        await host.StartAsync(stopping);
        var protector = host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
        try
        {
            Console.WriteLine($"done {(args[1] is "" ? protector.Protect(Secret) : protector.Unprotect(args[1]))}");
        }
        catch (CryptographicException)
        {
            Console.WriteLine("done unreadable");
        }

        await host.StopAsync(stopping);
        return 0;
    }

    [RequiresFact("postgres")]
    public async Task Keys_are_encrypted_and_readable_only_with_the_certificate()
    {
        var certificate = CreateCertificate("current");

        var payload = await RunAsync("", Use("Certificate", certificate));

        var stored = await _database.ScalarAsync<string>("SELECT xml FROM data_protection_keys");
        Assert.Contains("<EncryptedData", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", stored, StringComparison.Ordinal);
        Assert.Equal(Secret, await RunAsync(payload, Use("Certificate", certificate)));
        Assert.Equal("unreadable", await RunAsync(payload));
    }

    [RequiresFact("postgres")]
    public async Task Replaced_certificate_still_reads_the_keys_that_it_encrypted()
    {
        var (old, current) = (CreateCertificate("old"), CreateCertificate("current"));
        var payload = await RunAsync("", Use("Certificate", old));

        Assert.Equal(Secret, await RunAsync(payload, [.. Use("Certificate", current), .. Use("PreviousCertificates:0", old)]));
    }

    [Fact]
    public void Certificate_that_cannot_be_loaded_is_named_without_its_password()
    {
        var certificate = CreateCertificate("current");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["DataProtection:Certificate:Path"] = certificate;
        builder.Configuration["DataProtection:Certificate:Password"] = "a wrong password";

        var error = Assert.Throws<InvalidOperationException>(() => builder.AddSharedDataProtection());

        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    private static string[] Use(string setting, string path) =>
        [$"--DataProtection:{setting}:Path={path}", $"--DataProtection:{setting}:Password={Password}"];

    private async Task<string> RunAsync(string payload, params string[] settings)
    {
        await using var program = TestProgram.Start(Program, [_database.ConnectionString, payload, .. settings]);
        if (settings is [])
        {
            await program.WaitForLineAsync(line => line.Contains("The Data Protection keys are not encrypted", StringComparison.Ordinal), Deadline);
        }

        return (await program.WaitForLineAsync(line => line.StartsWith("done ", StringComparison.Ordinal), Deadline))["done ".Length..];
    }

    private string CreateCertificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var today = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
        var path = Path.Combine(_folder, $"{name}.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, Password));
        return path;
    }
}

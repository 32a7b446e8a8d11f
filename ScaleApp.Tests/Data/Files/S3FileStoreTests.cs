using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.S3;
using ScaleApp.Tests.Support.S3;

namespace ScaleApp.Tests.Data.Files;

public sealed class S3FileStoreTests(S3Server server) : FileStoreTests, IClassFixture<S3Server>, IDisposable
{
    private S3FileStore? _store;

    private protected override IFileStore Store => _store ??= new(server.Client(), server.Options);

    public void Dispose() => _store?.Dispose();

    [Fact]
    public void Bucket_requires_a_name_a_complete_key_and_a_timeout()
    {
        var options = new FileStoreOptions { Store = FileStoreKind.S3, S3 = new S3Options { AccessKey = "me", Timeout = TimeSpan.Zero } };

        var findings = string.Join('\n', options.Validate(new ValidationContext(options)).Select(finding => finding.ErrorMessage));

        Assert.All((string[])["Bucket", "SecretKey", "Timeout"], name => Assert.Contains($"Files:S3:{name}", findings));
    }
}

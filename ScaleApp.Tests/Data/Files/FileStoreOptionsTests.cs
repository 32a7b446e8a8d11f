using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Tests.Data.Files;

public class FileStoreOptionsTests
{
    [Fact]
    public void Bucket_requires_a_name_a_complete_key_and_a_timeout()
    {
        var findings = FindingsOf(new FileStoreOptions { Store = FileStoreKind.S3, S3 = new S3Options { AccessKey = "me", Timeout = TimeSpan.Zero } });

        Assert.Contains(findings, finding => finding.Contains("Files:S3:Bucket", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("Files:S3:SecretKey", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("Files:S3:Timeout", StringComparison.Ordinal));
    }

    private static List<string> FindingsOf(FileStoreOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(finding => finding.ErrorMessage!)];
}

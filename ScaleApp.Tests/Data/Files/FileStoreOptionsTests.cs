using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Files;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Tests.Data.Files;

public class FileStoreOptionsTests
{
    [Fact]
    public void By_default_files_are_in_the_database_and_nothing_has_to_be_said() => Assert.Empty(FindingsOf(new FileStoreOptions()));

    [Fact]
    public void A_bucket_needs_a_name_a_place_and_both_parts_of_a_key()
    {
        var findings = FindingsOf(new FileStoreOptions { Store = FileStoreKind.S3, S3 = new S3Options { AccessKey = "me", Timeout = TimeSpan.Zero } });

        Assert.Contains(findings, finding => finding.Contains("Files:S3:Bucket", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("Files:S3:SecretKey", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Contains("Files:S3:Timeout", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bucket_of_another_server_needs_no_region() => Assert.Empty(FindingsOf(new FileStoreOptions
    {
        Store = FileStoreKind.S3,
        S3 = new S3Options { Bucket = "shop", ServiceUrl = new Uri("http://minio:9000") },
    }));

    private static List<string> FindingsOf(FileStoreOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(finding => finding.ErrorMessage!)];
}

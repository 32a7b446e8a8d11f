using System.ComponentModel.DataAnnotations;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace ScaleApp.Data.Files.S3;

/// <summary>A bucket. The credentials may come from the environment or the machine's role, as the AWS SDK finds them.</summary>
public sealed class S3Options
{
    /// <summary>The bucket; it has to exist. Default: none.</summary>
    public string? Bucket { get; set; }

    /// <summary>What the keys begin with, such as <c>shop/</c>. Default: nothing.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The region, such as <c>eu-central-1</c>. Default: the one the environment names.</summary>
    public string? Region { get; set; }

    /// <summary>The address of a server other than Amazon's, such as <c>http://minio:9000</c>. Default: Amazon's of the region.</summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>The access key; null takes the credentials of the environment. Default: null.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>How long one call may take, with the sending or receiving of one part. Default: two minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    internal IEnumerable<ValidationResult> Validate(string section)
    {
        if (string.IsNullOrWhiteSpace(Bucket))
        {
            yield return new ValidationResult($"{section}:S3:{nameof(Bucket)} has to name the bucket that files are kept in.", [nameof(Bucket)]);
        }

        if (Region is null && ServiceUrl is null && Environment.GetEnvironmentVariable("AWS_REGION") is null)
        {
            yield return new ValidationResult(
                $"Where the bucket is has to be said by {section}:S3:{nameof(Region)}, {section}:S3:{nameof(ServiceUrl)} or AWS_REGION.",
                [nameof(Region)]);
        }

        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey))
        {
            yield return new ValidationResult(
                $"{section}:S3:{nameof(AccessKey)} and {section}:S3:{nameof(SecretKey)} are given together, or neither is.",
                [nameof(AccessKey)]);
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult(
                $"{section}:S3:{nameof(Timeout)} has to be more than nothing and at most an hour; it is {Timeout}.", [nameof(Timeout)]);
        }
    }
}

internal static class S3Client
{
    public static AmazonS3Client Create(S3Options options)
    {
        var config = new AmazonS3Config
        {
            Timeout = options.Timeout,
            MaxErrorRetry = 2,

            // What other servers than Amazon's understand as well. The shop has a hash of its own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.ServiceUrl is { } address)
        {
            config.ServiceURL = address.ToString();
            config.ForcePathStyle = true;
            config.AuthenticationRegion = options.Region ?? "us-east-1";
        }
        else if (options.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return options.AccessKey is { Length: > 0 } key
            ? new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config)
            : new AmazonS3Client(config);
    }
}

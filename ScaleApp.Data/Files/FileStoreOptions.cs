using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Data.Files;

/// <summary>Where the contents of files are.</summary>
public sealed class FileStoreOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Files";

    /// <summary>Default: the shop's database.</summary>
    public FileStoreKind Store { get; set; }

    /// <summary>The bucket, where S3 is the store.</summary>
    public S3Options S3 { get; set; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Store == FileStoreKind.S3 ? S3.Validate(Section) : [];
}

/// <summary>What can keep contents.</summary>
public enum FileStoreKind
{
    /// <summary>The shop's database.</summary>
    Postgres,

    /// <summary>Amazon S3, or whatever speaks as it does.</summary>
    S3,
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Data.Files.Postgres;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Data.Files;

public sealed class FileStoreOptions : IValidatableObject
{
    public const string Section = "Files";

    /// <summary>Default: the shop's database.</summary>
    public FileStoreKind Store { get; set; }

    /// <summary>The bucket, where S3 is the store.</summary>
    public S3Options S3 { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Store == FileStoreKind.S3 ? S3.Validate(Section) : [];
}

public enum FileStoreKind
{
    Postgres,

    /// <summary>Amazon S3, or a server with its protocol.</summary>
    S3,
}

public static class FileStoreServices
{
    /// <summary>
    /// Adds <see cref="FileArchive"/> and <see cref="FileSweeper"/> over the store that <see cref="FileStoreOptions"/> chooses. Needs
    /// the shop's database.
    /// </summary>
    public static void AddFiles(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<FileStoreOptions>().BindConfiguration(FileStoreOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IFileStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<FileStoreOptions>>().Value;
            return options.Store == FileStoreKind.S3
                ? new S3FileStore(S3Client.Create(options.S3), options.S3)
                : new PostgresFileStore(provider.GetRequiredService<NpgsqlDataSource>());
        });
        services.TryAddScoped<FileArchive>();
        services.TryAddScoped<FileSweeper>();
    }
}

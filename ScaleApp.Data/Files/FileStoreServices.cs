using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Data.Files.Postgres;
using ScaleApp.Data.Files.S3;

namespace ScaleApp.Data.Files;

/// <summary>Registers the files of a service.</summary>
public static class FileStoreServices
{
    /// <summary>
    /// Adds <see cref="FileArchive"/> and <see cref="FileSweeper"/> over the store that <see cref="FileStoreOptions"/> chooses. Needs
    /// the shop's database.
    /// </summary>
    public static IHostApplicationBuilder AddFiles(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<FileStoreOptions>().BindConfiguration(FileStoreOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFileStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<FileStoreOptions>>().Value;
            return options.Store == FileStoreKind.S3
                ? new S3FileStore(S3Client.Create(options.S3), options.S3)
                : new PostgresFileStore(provider.GetRequiredService<NpgsqlDataSource>());
        });
        services.TryAddScoped<FileArchive>();
        services.TryAddScoped<FileSweeper>();
        return builder;
    }
}

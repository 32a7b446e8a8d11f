using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ScaleApp.Data.DataProtection;

/// <summary>Registers Data Protection as all services of the shop use it.</summary>
public static class DataProtectionServices
{
    // The same in every service: by default it is the folder of the program.
    private const string ApplicationName = "ScaleApp";

    /// <summary>Adds Data Protection with its key ring in the database, shared by all replicas of all services.</summary>
    public static IHostApplicationBuilder AddSharedDataProtection(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection().SetApplicationName(ApplicationName);
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services =>
            new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = new DatabaseKeyRepository(services.GetRequiredService<NpgsqlDataSource>())));

        return builder;
    }
}

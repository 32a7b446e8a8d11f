using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Data.DataProtection;

/// <summary>Registers Data Protection as all services of the shop use it.</summary>
public static class DataProtectionServices
{
    // The same in every service; the default is the program's folder.
    private const string ApplicationName = "ScaleApp";

    /// <summary>Adds Data Protection with its key ring in <see cref="ShopContext"/>, shared by all replicas of all services.</summary>
    public static IHostApplicationBuilder AddSharedDataProtection(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDataProtection().SetApplicationName(ApplicationName).PersistKeysToDbContext<ShopContext>();

        return builder;
    }
}

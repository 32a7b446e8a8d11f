using ScaleApp.Data.Customers;

namespace ScaleApp.Worker.Profiles;

/// <summary>Registers what workers do about profiles.</summary>
internal static class ProfileJobServices
{
    /// <summary>Needs the cache that <c>AddCatalogJobs</c> adds.</summary>
    public static IHostApplicationBuilder AddProfileJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IProfileInvalidationJob, ProfileInvalidationJob>();

        return builder;
    }
}

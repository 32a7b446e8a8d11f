using ScaleApp.Data.Catalog;

namespace ScaleApp.Worker.Catalog;

/// <summary>Registers what workers do about the catalogue.</summary>
internal static class CatalogJobServices
{
    public static IHostApplicationBuilder AddCatalogJobs(this IHostApplicationBuilder builder)
    {
        builder.AddRedisHybridCache();
        builder.Services.AddScoped<ICatalogInvalidationJob, CatalogInvalidationJob>();

        return builder;
    }
}

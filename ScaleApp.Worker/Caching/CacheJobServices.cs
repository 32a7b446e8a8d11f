using ScaleApp.Data.Caching;

namespace ScaleApp.Worker.Caching;

/// <summary>Registers what workers do about the cache that the replicas of the API share.</summary>
internal static class CacheJobServices
{
    public static IHostApplicationBuilder AddCacheJobs(this IHostApplicationBuilder builder)
    {
        builder.AddSharedCache(throwWhenUnheard: true);
        builder.Services.AddScoped<ICacheInvalidationJob, CacheInvalidationJob>();

        return builder;
    }
}

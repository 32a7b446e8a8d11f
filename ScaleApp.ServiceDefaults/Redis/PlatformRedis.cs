using Microsoft.Extensions.Hosting;
using ScaleApp.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>The connection of <c>platform/ScaleApp.Redis</c>, for the features that still use it.</summary>
internal static class PlatformRedis
{
    public static void AddPlatformConnection(this IHostApplicationBuilder builder, string connectionString) =>
        builder.Services.AddRedisConnection(options => options.ConnectionString = connectionString);
}

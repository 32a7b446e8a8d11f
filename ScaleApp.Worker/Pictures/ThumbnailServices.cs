using ScaleApp.Data.Files;

namespace ScaleApp.Worker.Pictures;

/// <summary>Registers the job that makes thumbnails.</summary>
internal static class ThumbnailServices
{
    public static IHostApplicationBuilder AddThumbnails(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IThumbnailJob, ThumbnailJob>();

        return builder;
    }
}

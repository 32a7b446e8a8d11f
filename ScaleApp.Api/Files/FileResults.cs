using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using ScaleApp.Data.Files;

namespace ScaleApp.Api.Files;

/// <summary>Sends files as every replica does alike: with an entity tag, ranges and conditions, streamed from the store.</summary>
internal static class FileResults
{
    private static readonly RequestTimeoutPolicy DownloadTimeout = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>200, or 206, 304, 412 or 416 as the request's conditions and ranges want it.</summary>
    public static IResult Serve(this FileArchive files, StoredFile file, HttpResponse response, string cacheControl, string? downloadName = null)
    {
        response.Headers.CacheControl = cacheControl;
        response.Headers.ContentDisposition = downloadName is null ? "inline" : null;
        return TypedResults.Stream(files.Open(file), file.ContentType, downloadName, LastModified(file), Tag(file), enableRangeProcessing: true);
    }

    /// <summary>The content's hash: the same at every replica, another when the content is.</summary>
    public static EntityTagHeaderValue Tag(StoredFile file) =>
        new($"\"{Convert.ToHexStringLower(file.Hash.AsSpan(0, 16))}\"");

    /// <summary>Describes an endpoint that serves files, to clients that may be slow.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder endpoint, string contentType, params string[] more) => endpoint
        .WithMetadata(DownloadTimeout)
        .Produces<Stream>(StatusCodes.Status200OK, contentType, more)
        .Produces<Stream>(StatusCodes.Status206PartialContent, contentType, more)
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);

    // HTTP knows whole seconds.
    private static DateTimeOffset LastModified(StoredFile file) =>
        file.CreatedAt.AddTicks(-(file.CreatedAt.Ticks % TimeSpan.TicksPerSecond));
}

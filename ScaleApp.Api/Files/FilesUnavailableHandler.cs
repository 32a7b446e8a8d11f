using Microsoft.AspNetCore.Diagnostics;
using ScaleApp.Api.Http;
using ScaleApp.Data.Files;

namespace ScaleApp.Api.Files;

/// <summary>The absence of the store of files is a 503 that says when to come back.</summary>
internal sealed partial class FilesUnavailableHandler(ILogger<FilesUnavailableHandler> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not FileStoreUnavailableException)
        {
            return ValueTask.FromResult(false);
        }

        LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.Message);
        return Problems.WriteUnavailableAsync(httpContext, "Files are not available.",
            "The store of files does not answer at the moment. Nothing was changed by this request; try again.");
    }

    [LoggerMessage(6300, LogLevel.Warning, "{Method} {Path} could not be served because the store of files is away: {Reason}")]
    private partial void LogUnavailable(string method, string path, string reason);
}

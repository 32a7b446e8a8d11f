using Microsoft.AspNetCore.Diagnostics;
using ScaleApp.Redis;

namespace ScaleApp.Api.Http;

/// <summary>Where Redis cannot be done without, its absence is a 503 that says when to come back.</summary>
internal sealed partial class RedisUnavailableHandler(ILogger<RedisUnavailableHandler> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not RedisUnavailableException)
        {
            return ValueTask.FromResult(false);
        }

        LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.Message);
        return Problems.WriteUnavailableAsync(httpContext, "Shared state is not available.",
            "Redis does not answer at the moment. Try again; a change may or may not have been made.");
    }

    [LoggerMessage(6000, LogLevel.Warning, "{Method} {Path} could not be served because Redis is away: {Reason}")]
    private partial void LogUnavailable(string method, string path, string reason);
}

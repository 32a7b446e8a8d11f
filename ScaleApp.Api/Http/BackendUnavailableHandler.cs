using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using ScaleApp.Data.Files;

namespace ScaleApp.Api.Http;

/// <summary>Answers 503 with Retry-After when a backend that the request needs is unavailable.</summary>
internal sealed partial class BackendUnavailableHandler(ILogger<BackendUnavailableHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Find(exception) is not { } unavailable)
        {
            return false;
        }

        LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, unavailable.Backend, exception.GetBaseException().Message);
        await Problems.WriteUnavailableAsync(httpContext, unavailable.Title,
            $"{unavailable.Backend} does not answer at the moment. Try again; a change may or may not have been made.");
        return true;
    }

    /// <summary>Which backend's absence an exception tells of, and what is missing to the client; null when it tells of something else.</summary>
    public static (string Backend, string Title)? Find(Exception error) => error switch
    {
        _ when RedisErrors.IsUnavailable(error) => ("Redis", "Shared state is not available."),
        FileStoreUnavailableException => ("The store of files", "Files are not available."),
        _ when IsOfDatabase(error) => ("PostgreSQL", "The database is not available."),
        _ => null,
    };

    /// <summary>Its absence, its deadline and an exhausted pool. Entity Framework wraps what Npgsql throws, more than once where it has retried.</summary>
    private static bool IsOfDatabase(Exception? error) => error switch
    {
        null => false,
        // PgBouncer reports everything as a protocol violation: a server that is unavailable, a wait that took too long.
        PostgresException refused => refused.IsTransient || refused is { SqlState: PostgresErrorCodes.ProtocolViolation, Severity: "FATAL" },
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException or null } => true,
        NpgsqlException other => other.IsTransient || IsOfDatabase(other.InnerException),
        AggregateException several => several.InnerExceptions.All(IsOfDatabase),
        _ => IsOfDatabase(error.InnerException),
    };

    [LoggerMessage(6000, LogLevel.Warning, "{Method} {Path} could not be served because {Backend} is unavailable: {Reason}")]
    private partial void LogUnavailable(string method, string path, string backend, string reason);
}

using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace ScaleApp.Api.Http;

/// <summary>The database's absence, its deadline and an exhausted pool are a 503 that says when to come back.</summary>
internal sealed partial class DatabaseUnavailableHandler(ILogger<DatabaseUnavailableHandler> logger) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsUnavailable(exception))
        {
            return ValueTask.FromResult(false);
        }

        LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, exception.GetBaseException().Message);
        return Problems.WriteUnavailableAsync(httpContext, "The database is not available.",
            "PostgreSQL does not answer at the moment. Try again; a change may or may not have been made.");
    }

    /// <summary>Entity Framework wraps what Npgsql throws, more than once where it has retried.</summary>
    internal static bool IsUnavailable(Exception? error) => error switch
    {
        null => false,
        PostgresException refused => refused.IsTransient,
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException or null } => true,
        NpgsqlException other => other.IsTransient || IsUnavailable(other.InnerException),
        _ => IsUnavailable(error.InnerException),
    };

    [LoggerMessage(6001, LogLevel.Warning, "{Method} {Path} could not be served because PostgreSQL is away: {Reason}")]
    private partial void LogUnavailable(string method, string path, string reason);
}

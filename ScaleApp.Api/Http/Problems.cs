using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace ScaleApp.Api.Http;

/// <summary>Writes problem details (RFC 9457), to clients that did not ask for JSON as well: nothing else would tell them more.</summary>
internal static class Problems
{
    /// <summary>How long a client is asked to wait for a backend that is unavailable.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public static async Task WriteAsync(HttpContext context, int status, string? title = null, string? detail = null)
    {
        var problem = new ProblemDetails
        {
            Title = title ?? ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail ?? ProblemWording.DetailOf(context, status),
            Instance = context.Request.Path,
            Extensions = { ["traceId"] = Activity.Current?.Id ?? context.TraceIdentifier },
        };

        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(problem, ApiJson.Default.ProblemDetails, "application/problem+json",
            context.RequestAborted);
    }

    /// <summary>429 with Retry-After, in whole seconds: the limit is used up.</summary>
    public static Task WriteTooManyAsync(HttpContext context, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = $"{seconds}";
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests.",
            $"The limit is used up. Come back in {seconds} s; RateLimit-Policy says what is allowed.");
    }

    /// <summary>503 with Retry-After: the request was valid, a backend is unavailable.</summary>
    public static async ValueTask<bool> WriteUnavailableAsync(HttpContext context, string title, string detail)
    {
        context.Response.Headers.RetryAfter = $"{RetryAfter.TotalSeconds:0}";
        await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, title, detail);
        return true;
    }
}

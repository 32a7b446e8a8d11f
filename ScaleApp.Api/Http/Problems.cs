using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using ScaleApp.Api.Administration;

namespace ScaleApp.Api.Http;

/// <summary>Writes problem details (RFC 9457), to clients that did not ask for JSON as well: nothing else would tell them more.</summary>
internal static class Problems
{
    // For a backend that is unavailable.
    private const string RetryAfterSeconds = "2";

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

        // Without a token it ends quietly when the client has gone; with one it would fail, and be logged as an error of the handler.
        await context.Response.WriteAsJsonAsync(problem, options: null, "application/problem+json");
    }

    /// <summary>429 with Retry-After, in whole seconds: the limit is used up.</summary>
    public static Task WriteTooManyAsync(HttpContext context, TimeSpan retryAfter)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(retryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = $"{seconds}";
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many requests.",
            $"Rate limit exceeded. Retry after {seconds} s; RateLimit-Policy gives the limit.");
    }

    /// <summary>503 with Retry-After: the request was valid, a backend is unavailable.</summary>
    public static Task WriteUnavailableAsync(HttpContext context, string title, string detail)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, title, detail);
    }
}

/// <summary>What problem details say where the code that found the problem had nothing more to say.</summary>
internal static class ProblemWording
{
    /// <summary>What to do about a status; null where the status says it.</summary>
    public static string? DetailOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status401Unauthorized when AccountSchemes.Of(context) == ApiKeyHandler.SchemeName =>
            $"{ApiKeyHandler.Header} is not the key that Admin:ApiKey sets; without that setting every key is refused.",
        StatusCodes.Status401Unauthorized => "Sign in with POST /api/login, or send an access token: Authorization: Bearer.",
        StatusCodes.Status403Forbidden => "The signed-in customer may not do this.",
        StatusCodes.Status404NotFound when context.GetEndpoint() is not null => "The endpoint exists, but what the address names does not, or was removed.",
        StatusCodes.Status404NotFound => "Not found. See /openapi/v1.json for the available endpoints.",
        StatusCodes.Status405MethodNotAllowed => "The Allow header lists the supported methods.",
        StatusCodes.Status408RequestTimeout => "The request body arrived too slowly.",
        StatusCodes.Status413PayloadTooLarge when LargestBodyOf(context) is { } bytes => $"The request body may have at most {bytes} bytes.",
        StatusCodes.Status415UnsupportedMediaType => "Send a content type that /openapi/v1.json lists for this endpoint: application/json, or an image type for a picture.",
        _ => null,
    };

    /// <summary>Gives those that the framework writes what ours have, and names invalid fields as they stand in JSON.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(status);
        problem.Instance ??= context.HttpContext.Request.Path;
        if (problem is HttpValidationProblemDetails invalid)
        {
            invalid.Errors = invalid.Errors.ToDictionary(error => NameInJson(error.Key), error => error.Value);
        }
    }

    private static long? LargestBodyOf(HttpContext context) => context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    // Lines[0].Quantity is lines[0].quantity.
    private static string NameInJson(string path) => string.Join('.', path.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

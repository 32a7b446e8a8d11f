using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ScaleApp.Api.Http;

/// <summary>What problem details say where the code that found the problem had nothing more to say.</summary>
internal static class ProblemWording
{
    /// <summary>What to do about a status; null where the status says it.</summary>
    public static string? DetailOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Sign in with POST /api/login, or send an access token: Authorization: Bearer.",
        StatusCodes.Status403Forbidden => "Who is signed in may not do this.",
        StatusCodes.Status404NotFound => "Nothing is known by this address. /openapi/v1.json lists the addresses that there are.",
        StatusCodes.Status405MethodNotAllowed => "The Allow header lists the methods that there are.",
        StatusCodes.Status408RequestTimeout => "The body took too long to arrive.",
        StatusCodes.Status413PayloadTooLarge when LargestBodyOf(context) is { } bytes => $"At most {bytes} bytes are taken here.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body in a type that /openapi/v1.json names for this address: application/json, where it is no picture.",
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

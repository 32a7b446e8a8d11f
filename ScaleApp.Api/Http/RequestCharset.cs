using Microsoft.Net.Http.Headers;

namespace ScaleApp.Api.Http;

/// <summary>
/// Refuses text that is not UTF-8 with 415. JSON is nothing else (RFC 8259), and the framework fails over the names of encodings that .NET gave
/// up, such as UTF-7.
/// </summary>
internal sealed class RequestCharset(RequestDelegate next)
{
    private const string Parameter = "charset";

    public Task InvokeAsync(HttpContext context) =>
        context.Request.ContentType is { } type && type.Contains(Parameter, StringComparison.OrdinalIgnoreCase)
        && MediaTypeHeaderValue.TryParse(type, out var parsed) && parsed.Charset.HasValue
        && !HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, detail: "Text is sent as UTF-8.")
            : next(context);
}

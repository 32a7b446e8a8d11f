using Microsoft.Net.Http.Headers;

namespace ScaleApp.Api.Http;

/// <summary>Reads the charset of JSON, which is UTF-8 (RFC 8259), in every legal spelling, and refuses any other with 415.</summary>
/// <remarks>
/// The framework looks an encoding up by the parameter as it was sent: it fails over quotes, and over the names of encodings that .NET no longer
/// has, such as UTF-7.
/// </remarks>
internal sealed class JsonCharset(RequestDelegate next)
{
    private const string Parameter = "charset", Utf8 = "utf-8", Utf8Alias = "utf8";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType is not { } text || !text.Contains(Parameter, StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(text, out var type) || !IsJson(type) || !type.Charset.HasValue)
        {
            return next(context);
        }

        var charset = HeaderUtilities.UnescapeAsQuotedString(type.Charset);
        if (!charset.Equals(Utf8, StringComparison.OrdinalIgnoreCase) && !charset.Equals(Utf8Alias, StringComparison.OrdinalIgnoreCase))
        {
            return Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, detail: "Send JSON as UTF-8.");
        }

        type.Charset = Utf8;
        context.Request.ContentType = type.ToString();
        return next(context);
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.SubTypeWithoutSuffix.Equals("json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}

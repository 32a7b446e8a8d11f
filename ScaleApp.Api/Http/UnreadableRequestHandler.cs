using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace ScaleApp.Api.Http;

/// <summary>Says what was wrong with a request that could not be read, and where in its body.</summary>
internal sealed class UnreadableRequestHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException unreadable)
        {
            return false;
        }

        var detail = DetailOf(httpContext, unreadable);
        ReadToTheEnd(httpContext);
        await Problems.WriteAsync(httpContext, unreadable.StatusCode, detail: detail);
        return true;
    }

    /// <summary>Has the server discard the rest of a body that is too large, for the five seconds that it allows.</summary>
    /// <remarks>Otherwise it closes the connection, and a client that writes its body before it reads sees a reset instead of the answer.</remarks>
    private static void ReadToTheEnd(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    private static string DetailOf(HttpContext context, BadHttpRequestException unreadable) => unreadable.InnerException is JsonException json
        ? $"The body is not the JSON that is expected at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine}."
        : ProblemWording.DetailOf(context, unreadable.StatusCode) ?? unreadable.Message;
}

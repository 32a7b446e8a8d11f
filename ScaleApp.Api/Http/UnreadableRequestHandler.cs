using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;

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

        await Problems.WriteAsync(httpContext, unreadable.StatusCode, detail: DetailOf(httpContext, unreadable));
        return true;
    }

    private static string DetailOf(HttpContext context, BadHttpRequestException unreadable) => unreadable.InnerException is JsonException json
        ? $"The body is not the JSON that is expected at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine}."
        : ProblemWording.DetailOf(context, unreadable.StatusCode) ?? unreadable.Message;
}

using Microsoft.AspNetCore.Http.Features;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Decides whether a request can be sent again, and keeps a small body for that.</summary>
internal static class RepeatableRequest
{
    /// <summary>Idempotent, as RFC 9110 defines it; without a body, or with one that is kept.</summary>
    public static async ValueTask<bool> PrepareAsync(HttpContext context, int maxBodySize)
    {
        var request = context.Request;
        if (!IsIdempotent(request.Method))
        {
            return false;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true)
        {
            return true;
        }

        if (request.ContentLength is not { } length || length > maxBodySize)
        {
            return false;
        }

        request.EnableBuffering(maxBodySize, maxBodySize);
        await request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        request.Body.Position = 0;
        return true;
    }

    private static bool IsIdempotent(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method)
        || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method);
}

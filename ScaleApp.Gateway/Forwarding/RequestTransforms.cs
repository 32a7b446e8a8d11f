using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>What a replica receives: the request as the client sent it, and who the client is.</summary>
internal static class RequestTransforms
{
    // Say the same as X-Forwarded-*, which are set; from a client they are unchecked claims.
    private static readonly string[] Unchecked = ["Forwarded", "X-Real-IP", "X-Forwarded-Port", "X-Forwarded-Server"];

    // Up to this size a body that the replica refuses fits into the buffers of the connection.
    private const int SentWithoutAsking = 64 * 1024;

    public static void Apply(TransformBuilderContext context)
    {
        // The host too: the API compares it with the origin of a request.
        context.AddOriginalHost();
        context.AddXForwarded(ForwardedTransformActions.Set);
        Array.ForEach(Unchecked, header => context.AddRequestHeaderRemove(header));
        context.AddRequestTransform(RawTarget.KeepAsync);
        context.AddRequestTransform(AskFirst);
        context.AddRequestTransform(MarkAttempt);
    }

    /// <summary>
    /// Lets the replica refuse a large body before it is sent. Otherwise it answers and closes the connection while the gateway still
    /// writes, which then sees a broken connection and not the answer.
    /// </summary>
    private static ValueTask AskFirst(RequestTransformContext context)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true && http.Request.ContentLength is null or > SentWithoutAsking)
        {
            context.ProxyRequest.Headers.ExpectContinue = true;
        }

        return ValueTask.CompletedTask;
    }

    private static ValueTask MarkAttempt(RequestTransformContext context)
    {
        context.ProxyRequest.Options.Set(Attempt.Key, context.HttpContext.Features.GetRequiredFeature<Attempt>());
        return ValueTask.CompletedTask;
    }
}

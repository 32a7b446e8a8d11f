using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Refuses bodies that are larger than the gateway takes, with an answer that the client gets to read.</summary>
/// <remarks>
/// Kestrel's own limit closes the connection while the client still sends, so that clients that write first and read then see a broken
/// connection. Without it Kestrel reads on for a few seconds after the answer, and discards what comes.
/// </remarks>
internal sealed class BodyLimitMiddleware(RequestDelegate next, IOptions<GatewayOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var limit = options.Value.MaxRequestBodySize;
        if (context.Request.ContentLength > limit)
        {
            throw TooLarge();
        }

        if (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            context.Request.Body = new LimitedBody(context.Request.Body, limit);
        }

        return next(context);
    }

    private static BadHttpRequestException TooLarge() => new("The request body is too large.", StatusCodes.Status413PayloadTooLarge);

    private sealed class LimitedBody(Stream body, long limit) : SequentialStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read += count;
            return _read <= limit ? count : throw TooLarge();
        }
    }
}

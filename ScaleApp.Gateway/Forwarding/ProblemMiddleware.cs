using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Tells the client why the gateway could not get an answer, and whether the request may be repeated (RFC 9457).</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, IOptions<GatewayOptions> options)
{
    private const string RetryAfterSeconds = "2";

    private const string MayRepeat = "It can be repeated.";

    private const string MayBeDone =
        "The request may have been processed. Repeat it only with the same Idempotency-Key, or check its result first.";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException unreadable) when (!context.Response.HasStarted)
        {
            // A body that was read to be kept.
            await WriteAsync(context, unreadable.StatusCode, "The request body cannot be read.", BodyDetail(unreadable.StatusCode));
            return;
        }

        if (context.GetForwarderErrorFeature() is { Error: var error } && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
            && context.Features.GetRequiredFeature<Attempt>() is var attempt && !RetryMiddleware.IsAnswered(context, attempt))
        {
            await WriteAsync(context, error, attempt);
        }
    }

    private Task WriteAsync(HttpContext context, ForwarderError error, Attempt attempt)
    {
        var status = context.Response.StatusCode;
        if (error == ForwarderError.NoAvailableDestinations)
        {
            return WriteUnavailableAsync(context, "No replica is ready.");
        }

        if (status < StatusCodes.Status500InternalServerError)
        {
            return WriteAsync(context, status, "The request body cannot be read.", BodyDetail(status));
        }

        if (attempt.Sent == 0)
        {
            return WriteUnavailableAsync(context, "No replica can be reached.");
        }

        var repeat = attempt.IsRepeatable ? MayRepeat : MayBeDone;
        return status == StatusCodes.Status504GatewayTimeout
            ? WriteAsync(context, status, "The replica did not answer in time.", $"The request was sent, and no answer came. {repeat}")
            : WriteAsync(context, StatusCodes.Status502BadGateway, "The replica failed.", $"The replica failed while it handled the request. {repeat}");
    }

    private static Task WriteUnavailableAsync(HttpContext context, string title)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, title,
            $"The request was not sent to any replica. Repeat it after {RetryAfterSeconds} s.");
    }

    private string? BodyDetail(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => $"The request body may have at most {options.Value.MaxRequestBodySize} bytes.",
        StatusCodes.Status408RequestTimeout => "It did not arrive in time.",
        _ => null,
    };

    private static Task WriteAsync(HttpContext context, int status, string title, string? detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Problem(
            detail, context.Request.Path, status, title,
            extensions: [KeyValuePair.Create("traceId", (object?)(Activity.Current?.Id ?? context.TraceIdentifier))]).ExecuteAsync(context);
    }
}

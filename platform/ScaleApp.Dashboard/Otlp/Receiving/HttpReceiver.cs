using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ScaleApp.Dashboard.Otlp.Json;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>OTLP over HTTP, by https://opentelemetry.io/docs/specs/otlp/#otlphttp: protobuf and JSON, plain and gzip.</summary>
internal sealed class HttpReceiver(TelemetryIngest ingest, BodyReader bodies, SenderKey key, IOptions<ReceiveLimits> limits)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    public async Task HandleAsync(HttpContext context)
    {
        var isJson = IsJson(context.Request);
        try
        {
            var signal = Accept(context);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            deadline.CancelAfter(limits.Value.Deadline);
            var body = await bodies.ReadAsync(context.Request.Body, context.Request.Headers.ContentEncoding, deadline.Token);
            var result = ingest.Take(signal, isJson ? JsonToProto.Convert(body, signal.Request()) : body);
            await AnswerAsync(context, isJson, Answer.Of(result), Answer.Message(signal));
        }
        catch (RefusedException refused)
        {
            await RefuseAsync(context, isJson, refused.Refusal);
        }
        catch (MalformedMessageException malformed)
        {
            await RefuseAsync(context, isJson, Refusal.Malformed(malformed.Message));
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(context, isJson, Refusal.Malformed(bad.Message) with { HttpStatus = bad.StatusCode });
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(context, isJson, Refusal.TooSlow);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The sender has gone; nobody is there to be answered.
        }
    }

    private OtlpSignal Accept(HttpContext context)
    {
        var request = context.Request;
        OtlpSignal signal = request.Path.Value switch
        {
            "/v1/traces" => OtlpSignal.Traces,
            "/v1/metrics" => OtlpSignal.Metrics,
            "/v1/logs" => OtlpSignal.Logs,
            var path => throw new RefusedException(Refusal.Unknown($"{path}; telemetry goes to /v1/traces, /v1/metrics and /v1/logs")),
        };
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            throw new RefusedException(
                Refusal.Unknown($"{request.Method} {request.Path}") with { HttpStatus = StatusCodes.Status405MethodNotAllowed });
        }

        if (!key.Opens(request))
        {
            throw new RefusedException(Refusal.WrongKey);
        }

        if (!IsJson(request) && !HasMediaType(request, Protobuf))
        {
            throw new RefusedException(Refusal.Unsupported(
                $"The content type '{request.ContentType}' is not known here; use {Protobuf} or {Json}."));
        }

        return signal;
    }

    private static bool IsJson(HttpRequest request) => HasMediaType(request, Json);

    private static bool HasMediaType(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && sent.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, bool isJson, Refusal refusal)
    {
        context.Response.StatusCode = refusal.HttpStatus;
        if (refusal == Refusal.Overloaded)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        return AnswerAsync(context, isJson, Answer.Of(refusal), ResponseMessages.Status);
    }

    private static async Task AnswerAsync(HttpContext context, bool isJson, byte[] answer, OtlpMessage message)
    {
        var body = isJson ? Answer.Json(answer, message) : answer;
        context.Response.ContentType = isJson ? Json : Protobuf;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}

using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>
/// OTLP over gRPC. A unary call is an HTTP/2 request whose body is one message behind five bytes (compressed or not, length) and
/// whose outcome is a trailer: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md.
/// </summary>
internal sealed class GrpcReceiver(TelemetryIngest ingest, BodyReader bodies, SenderKey key, IOptions<ReceiveLimits> limits)
{
    private const string ContentType = "application/grpc";
    private const int Prefix = 5;
    private const int Ok = 0;

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        try
        {
            var signal = Accept(context);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            deadline.CancelAfter(limits.Value.Deadline);
            var message = await ReadAsync(context.Request, deadline.Token);
            var result = ingest.Take(signal, message);
            await AnswerAsync(context, Answer.Of(result));
            End(context, Ok, "");
        }
        catch (RefusedException refused)
        {
            End(context, refused.Refusal.Code, refused.Message);
        }
        catch (MalformedMessageException malformed)
        {
            End(context, Refusal.Malformed(malformed.Message).Code, malformed.Message);
        }
        catch (BadHttpRequestException bad)
        {
            End(context, Refusal.Malformed(bad.Message).Code, bad.Message);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            End(context, Refusal.TooSlow.Code, Refusal.TooSlow.Message);
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
            "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => OtlpSignal.Traces,
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => OtlpSignal.Metrics,
            "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => OtlpSignal.Logs,
            var path => throw new RefusedException(Refusal.Unknown($"{path}")),
        };
        if (!HttpMethods.IsPost(request.Method) || !IsGrpc(request.ContentType))
        {
            // Whoever does not speak gRPC does not read its trailers either.
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            throw new RefusedException(Refusal.Unsupported($"This is gRPC: POST with the content type {ContentType}."));
        }

        return key.Opens(request) ? signal : throw new RefusedException(Refusal.WrongKey);
    }

    /// <summary>The type alone, or with the form of its messages; <c>application/grpc-web</c> is another protocol.</summary>
    private static bool IsGrpc(string? type) => type is not null && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';' or ' ');

    private async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        var frame = await bodies.ReadAsync(request.Body, encoding: null, ct);
        if (frame.Length < Prefix || BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)) != frame.Length - Prefix || frame[0] > 1)
        {
            throw new RefusedException(Refusal.Malformed(
                $"A unary call is one message behind five bytes that say its length; here are {frame.Length} bytes."));
        }

        if (frame[0] == 0)
        {
            return frame[Prefix..];
        }

        var encoding = request.Headers["grpc-encoding"].ToString();
        if (encoding is "" or "identity")
        {
            throw new RefusedException(Refusal.Malformed("The message is marked as compressed, and grpc-encoding does not say how."));
        }

        using var compressed = new MemoryStream(frame, Prefix, frame.Length - Prefix, writable: false);
        return await bodies.ReadAsync(compressed, encoding, ct);
    }

    private static async Task AnswerAsync(HttpContext context, byte[] message)
    {
        var frame = new byte[Prefix + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, Prefix);
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
    }

    private static void End(HttpContext context, int status, string message)
    {
        context.Response.AppendTrailer("grpc-status", $"{status}");
        if (message.Length > 0)
        {
            // A header's value is ASCII; gRPC has the rest percent-encoded.
            context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        }
    }
}

using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>An answer of the balancer's own, as problem details (RFC 9457).</summary>
internal static class ProblemAnswer
{
    public static async ValueTask WriteAsync(Exchange exchange, int status, string detail)
    {
        var response = exchange.Response;
        response.StatusCode = status;
        response.ReasonPhrase = null;
        response.Headers.Clear();
        response.Headers.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        var bytes = Serialize(status, detail);
        response.Headers.ContentLength = bytes.WrittenCount;
        if (!exchange.IsHead)
        {
            await exchange.ResponseBody.Writer.WriteAsync(bytes.WrittenMemory).ConfigureAwait(false);
        }
    }

    private static ArrayBufferWriter<byte> Serialize(int status, string detail)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
        json.WriteNumber("status", status);
        json.WriteString("detail", detail);
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }
}

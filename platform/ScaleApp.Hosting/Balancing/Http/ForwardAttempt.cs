using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>Sends one request over one connection and passes the answer on.</summary>
internal sealed class ForwardAttempt(LoadBalancerOptions options, TimeProvider time)
{
    private const int MaxInterimAnswers = 32;

    /// <summary>How long a client that awaits 100-continue waits for a replica that does not know it (RFC 9110, 10.1.1).</summary>
    private static readonly TimeSpan ContinueWait = TimeSpan.FromSeconds(1);

    /// <param name="exchange">The request; its head is written.</param>
    /// <param name="connection">Taken for this request.</param>
    /// <param name="onHead">Called with the answer's head before anything is sent to the client; may add headers.</param>
    /// <returns>True when the connection can be used again.</returns>
    /// <exception cref="UpstreamException">The exchange broke; says how far it had come.</exception>
    public async ValueTask<bool> RunAsync(Exchange exchange, UpstreamConnection connection, Action<Exchange>? onHead)
    {
        await connection.SendAsync(
            exchange.Head.Written, exchange.Body.IsBuffered ? UpstreamFailure.NoAnswer : UpstreamFailure.NotSent).ConfigureAwait(false);

        if (exchange.Body.IsStreaming)
        {
            return await RunWithUploadAsync(exchange, connection, onHead).ConfigureAwait(false);
        }

        var head = await ReadFinalHeadAsync(exchange, connection, null).ConfigureAwait(false);
        onHead?.Invoke(exchange);
        if (head.Status == StatusCodes.Status101SwitchingProtocols)
        {
            await SwitchProtocolsAsync(exchange, connection).ConfigureAwait(false);
            return false;
        }

        await RelayAsync(exchange, connection, head).ConfigureAwait(false);
        return head.KeepAlive;
    }

    private async ValueTask<bool> RunWithUploadAsync(Exchange exchange, UpstreamConnection connection, Action<Exchange>? onHead)
    {
        var upload = new Upload(exchange.Body, connection);
        Task? sending = null;
        var isAnswered = false;
        try
        {
            if (!exchange.Body.AwaitsContinue)
            {
                sending = upload.RunAsync();
            }

            var head = await ReadFinalHeadAsync(exchange, connection, () => sending ??= upload.RunAsync()).ConfigureAwait(false);
            onHead?.Invoke(exchange);
            await RelayAsync(exchange, connection, head).ConfigureAwait(false);
            isAnswered = true;
            return await FinishAsync().ConfigureAwait(false) && head.KeepAlive;
        }
        finally
        {
            if (!isAnswered && sending is not null)
            {
                upload.Cancel();
                await sending.ConfigureAwait(false);
            }

            if (upload.ClientFault is { } fault)
            {
                ExceptionDispatchInfo.Throw(fault);
            }
        }

        async ValueTask<bool> FinishAsync()
        {
            // An early answer: the rest of the body is unwanted, and the connection cannot be told where the next request starts.
            if (!upload.IsReadToEnd && sending is not null)
            {
                upload.Cancel();
            }

            await (sending ?? Task.CompletedTask).ConfigureAwait(false);
            return upload.IsSent;
        }
    }

    private async ValueTask<ResponseHead> ReadFinalHeadAsync(Exchange exchange, UpstreamConnection connection, Action? goOn)
    {
        for (var interim = 0; interim < MaxInterimAnswers; interim++)
        {
            var reading = ResponseReader.ReadHeadAsync(connection, exchange.IsHead, exchange.Response.Headers, options.MaxResponseHead);
            var head = goOn is not null && exchange.Body.AwaitsContinue && interim == 0
                ? await AwaitContinueAsync(reading.AsTask(), goOn).ConfigureAwait(false)
                : await reading.ConfigureAwait(false);

            if (head.Status == StatusCodes.Status100Continue)
            {
                goOn?.Invoke();
            }
            else if (head.Status >= 200)
            {
                return head;
            }
            else if (head.Status == StatusCodes.Status101SwitchingProtocols)
            {
                return exchange.IsUpgrade
                    ? head
                    : throw new UpstreamException(UpstreamFailure.BadAnswer, "the replica switched protocols without being asked to");
            }
        }

        throw new UpstreamException(UpstreamFailure.BadAnswer, $"the replica sent more than {MaxInterimAnswers} interim answers");
    }

    private async ValueTask<ResponseHead> AwaitContinueAsync(Task<ResponseHead> reading, Action goOn)
    {
        try
        {
            return await reading.WaitAsync(ContinueWait, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            goOn();
            return await reading.ConfigureAwait(false);
        }
    }

    private static async ValueTask RelayAsync(Exchange exchange, UpstreamConnection connection, ResponseHead head)
    {
        var response = exchange.Response;
        response.StatusCode = head.Status;
        response.ReasonPhrase = head.Reason;
        if (head.ContentLength >= 0 && head.Status != StatusCodes.Status204NoContent)
        {
            response.Headers.ContentLength = head.ContentLength;
        }

        switch (head.Framing)
        {
            case BodyFraming.Length:
                await ResponseBody.CopyLengthAsync(connection, head.ContentLength, exchange.ResponseBody.Writer).ConfigureAwait(false);
                break;
            case BodyFraming.Chunked:
                // With a transfer coding set the server leaves the framing to us, and trailers can be passed on.
                var framed = exchange.Request.Protocol == "HTTP/1.1";
                response.Headers.TransferEncoding = framed ? "chunked" : default;
                await new ChunkedResponseBody(connection, exchange.ResponseBody.Writer, framed).CopyAsync().ConfigureAwait(false);
                break;
            case BodyFraming.UntilClose:
                await ResponseBody.CopyUntilCloseAsync(connection, exchange.ResponseBody.Writer).ConfigureAwait(false);
                break;
            default:
                return;
        }

        // The server flushes what is left only while it has flushed nothing yet.
        await ResponseBody.FlushAsync(exchange.ResponseBody.Writer).ConfigureAwait(false);
    }

    private async ValueTask SwitchProtocolsAsync(Exchange exchange, UpstreamConnection connection)
    {
        var client = await exchange.Upgrade!.UpgradeAsync().ConfigureAwait(false);
        connection.IdleLimit = options.TunnelIdleTimeout;
        await Tunnel.RunAsync(client, connection, endClient: null, exchange.Lifetime.RequestAborted).ConfigureAwait(false);
    }
}

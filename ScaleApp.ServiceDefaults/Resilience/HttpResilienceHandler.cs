using Polly;

namespace ScaleApp.ServiceDefaults;

/// <summary>Sends requests through the pipeline of the host they go to.</summary>
internal sealed class HttpResilienceHandler(HttpPipelines pipelines) : DelegatingHandler
{
    private const int MaxRepeatedBody = 1 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(HttpPipelines.MayRepeat, await MayRepeatAsync(request, cancellationToken));
            return await pipelines.For(request.RequestUri).ExecuteAsync(
                static async (context, call) => await call.Send(call.Request, context.CancellationToken),
                context,
                (Request: request, Send: (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static async Task<bool> MayRepeatAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (request.Method.Method is not ("GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE"))
        {
            return false;
        }

        if (request.Content is { } body)
        {
            // A stream can be read once: kept in memory it can be sent again.
            if (body.Headers.ContentLength is not <= MaxRepeatedBody)
            {
                return false;
            }

            await body.LoadIntoBufferAsync(ct);
        }

        return true;
    }
}

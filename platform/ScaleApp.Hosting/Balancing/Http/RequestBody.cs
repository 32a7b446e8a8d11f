using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>What a client sends after its head: nothing, something small that is read first, or a stream.</summary>
internal sealed class RequestBody(int maxBuffered)
{
    private IFeatureCollection _features = null!;

    /// <summary>Its length when it was announced and there is a body to send or to deny (0); else null.</summary>
    public long? Length { get; private set; }

    /// <summary>Small, so it is read before a replica is chosen and can be sent again.</summary>
    public bool IsBuffered { get; private set; }

    /// <summary>Passed on as it comes, once.</summary>
    public bool IsStreaming { get; private set; }

    /// <summary>The client holds the body back until it is told to go on, or that there is no need.</summary>
    public bool AwaitsContinue { get; private set; }

    public PipeReader Reader => _features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;

    public IHttpRequestTrailersFeature? Trailers => _features.Get<IHttpRequestTrailersFeature>();

    public void Begin(IFeatureCollection features, IHttpRequestFeature request, bool isUpgrade)
    {
        _features = features;
        Length = request.Headers.ContentLength;

        var hasBody = !isUpgrade && Length != 0 && features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        AwaitsContinue = hasBody && string.Equals(request.Headers.Expect, "100-continue", StringComparison.OrdinalIgnoreCase);
        IsBuffered = hasBody && !AwaitsContinue && Length <= maxBuffered;
        IsStreaming = hasBody && !IsBuffered;
    }

    /// <summary>Adds all of a small body to what is sent.</summary>
    public async ValueTask BufferAsync(HeadBuffer head, CancellationToken cancellationToken)
    {
        var target = head.Reserve((int)Length!.Value);
        while (!target.IsEmpty)
        {
            var result = await Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            result.Buffer.CopyTo(target.Span);
            target = target[(int)result.Buffer.Length..];
            Reader.AdvanceTo(result.Buffer.End);
        }
    }
}

using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Passes the request target on byte for byte.</summary>
/// <remarks>
/// YARP builds it from the decoded path, which changes what the decoder cannot keep apart: <c>%2F</c> from a slash, <c>%31</c> from
/// <c>1</c>, <c>/a/../b</c> from <c>/b</c>. The replica is to see, and to refuse, what the client wrote.
/// </remarks>
internal static class RawTarget
{
    private const string SchemeEnd = "://";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static ValueTask KeepAsync(RequestTransformContext context)
    {
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (PathAndQueryOf(target) is { } path)
        {
            context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + path, AsWritten);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The target in origin form; null when it has none (<c>OPTIONS *</c>).</summary>
    public static string? PathAndQueryOf(string target)
    {
        if (target is ['/', ..])
        {
            return target;
        }

        var authority = target.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (authority <= 0)
        {
            return null;
        }

        var path = target.IndexOfAny(['/', '?'], authority + SchemeEnd.Length);
        return path < 0 ? "/" : target[path] == '?' ? "/" + target[path..] : target[path..];
    }
}

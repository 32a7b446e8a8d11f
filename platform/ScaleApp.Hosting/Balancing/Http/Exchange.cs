using Microsoft.AspNetCore.Http.Features;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>One request of a client and its answer; kept by the client's connection and used again for the next request.</summary>
internal sealed class Exchange(LoadBalancerOptions options)
{
    public IHttpRequestFeature Request { get; private set; } = null!;

    public IHttpResponseFeature Response { get; private set; } = null!;

    public IHttpResponseBodyFeature ResponseBody { get; private set; } = null!;

    public IHttpConnectionFeature? Connection { get; private set; }

    /// <summary>Set when the client asks for another protocol on this connection, such as WebSocket.</summary>
    public IHttpUpgradeFeature? Upgrade { get; private set; }

    public IHttpRequestLifetimeFeature Lifetime { get; private set; } = null!;

    public RequestBody Body { get; } = new(options.MaxBufferedBody);

    /// <summary>What is sent to a replica first: the head, then a buffered body.</summary>
    public HeadBuffer Head { get; } = new();

    public bool IsUpgrade => Upgrade is not null;

    public bool IsHead { get; private set; }

    /// <summary>True when asking twice is the same as asking once (RFC 9110, 9.2.2).</summary>
    public bool IsIdempotent { get; private set; }

    public void Begin(IFeatureCollection features)
    {
        Request = features.GetRequiredFeature<IHttpRequestFeature>();
        Response = features.GetRequiredFeature<IHttpResponseFeature>();
        ResponseBody = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        Lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        Connection = features.Get<IHttpConnectionFeature>();

        IsHead = Request.Method == "HEAD";
        IsIdempotent = Request.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE" or "TRACE";
        Upgrade = features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade && IsWanted(Request.Headers.Upgrade) ? upgrade : null;
        Body.Begin(features, Request, isUpgrade: IsUpgrade);
    }

    /// <summary>Cleartext HTTP/2 is not passed on: what follows it would not be seen request by request.</summary>
    private static bool IsWanted(string? protocol) =>
        !string.IsNullOrEmpty(protocol) && !protocol.Contains("h2c", StringComparison.OrdinalIgnoreCase);
}

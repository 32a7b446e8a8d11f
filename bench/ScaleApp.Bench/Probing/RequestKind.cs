using System.Net;

namespace ScaleApp.Bench.Probing;

/// <summary>Requests of which the same is promised.</summary>
/// <param name="Name">For the report.</param>
/// <param name="IsPublic">They need no session, so they are answered while Redis is unavailable too.</param>
/// <param name="HasKey">They are changes that carry an idempotency key: the gateway sends them once, and the client may repeat them.</param>
/// <param name="IsLimited">A refusal by the limit (429) is an answer as good as another.</param>
internal sealed record RequestKind(string Name, bool IsPublic = false, bool HasKey = false, bool IsLimited = false)
{
    /// <summary>The outcome of a request. Without a status there was no answer; <c>Retry-After</c> says when the client may come back.</summary>
    public RequestOutcome Judge(HttpStatusCode? status, bool isToldWhen, bool hasOtherGateway) => status switch
    {
        null => HasKey || hasOtherGateway ? RequestOutcome.ToRepeat : RequestOutcome.Failed,
        >= (HttpStatusCode)200 and < (HttpStatusCode)300 => RequestOutcome.Served,
        HttpStatusCode.TooManyRequests when IsLimited => RequestOutcome.Served,
        HttpStatusCode.Unauthorized when !IsPublic => RequestOutcome.SessionLost,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout when HasKey => RequestOutcome.ToRepeat,
        HttpStatusCode.ServiceUnavailable when !IsPublic && isToldWhen => RequestOutcome.ToRepeat,
        _ => RequestOutcome.Failed,
    };
}

internal enum RequestOutcome
{
    Served,

    /// <summary>Its client may send it again: it has a key, or it was told to come back.</summary>
    ToRepeat,

    SessionLost,
    Failed,
}

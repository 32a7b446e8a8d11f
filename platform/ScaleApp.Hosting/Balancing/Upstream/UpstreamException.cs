namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>How far an exchange with a replica had come when it broke; it decides whether another replica may be asked.</summary>
internal enum UpstreamFailure
{
    /// <summary>No connection: the replica has seen nothing of the request.</summary>
    NotConnected,

    /// <summary>The connection broke before the whole head was handed over: the replica cannot have acted on it.</summary>
    NotSent,

    /// <summary>The connection broke after the request was sent and before the first byte of an answer: it may have acted.</summary>
    NoAnswer,

    /// <summary>The answer is not valid HTTP/1.1, or larger than allowed.</summary>
    BadAnswer,

    /// <summary>The connection broke inside the answer.</summary>
    Cut,

    /// <summary>Nothing moved for the activity timeout.</summary>
    TimedOut,

    /// <summary>The client went away, so the exchange was given up.</summary>
    ClientGone,
}

/// <summary>An exchange with a replica did not come to its end.</summary>
internal sealed class UpstreamException(UpstreamFailure failure, string message, Exception? inner = null) : IOException(message, inner)
{
    public UpstreamFailure Failure { get; } = failure;
}

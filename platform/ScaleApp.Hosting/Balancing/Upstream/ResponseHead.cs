namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>How the end of an answer's body is known.</summary>
internal enum BodyFraming
{
    None,
    Length,
    Chunked,
    UntilClose,
}

/// <summary>What the status line and the framing headers of an answer say.</summary>
internal struct ResponseHead
{
    public int Status;

    /// <summary>The reason phrase when it is not the usual one of the status; else null.</summary>
    public string? Reason;

    public BodyFraming Framing;

    public long ContentLength;

    /// <summary>True when the replica takes another request on this connection.</summary>
    public bool KeepAlive;
}

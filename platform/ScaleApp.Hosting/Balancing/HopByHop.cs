namespace ScaleApp.Hosting.Balancing;

/// <summary>What a proxy has to do with a header.</summary>
internal enum HeaderRole
{
    /// <summary>Passed on as it is.</summary>
    EndToEnd,

    /// <summary>For this connection only; dropped.</summary>
    HopByHop,
    Connection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    Host,
    Expect,

    /// <summary>Says where a request came from; believed from known proxies only.</summary>
    Forwarded,
}

/// <summary>Tells the headers apart that RFC 9110 (7.6.1) lets live for one hop only.</summary>
internal static class HopByHop
{
    public static HeaderRole Classify(string name) => name.Length switch
    {
        2 when Is(name, "TE") => HeaderRole.HopByHop,
        4 when Is(name, "Host") => HeaderRole.Host,
        6 when Is(name, "Expect") => HeaderRole.Expect,
        7 when Is(name, "Upgrade") => HeaderRole.Upgrade,
        9 when Is(name, "Forwarded") => HeaderRole.Forwarded,
        10 when Is(name, "Connection") => HeaderRole.Connection,
        10 when Is(name, "Keep-Alive") => HeaderRole.HopByHop,
        14 when Is(name, "Content-Length") => HeaderRole.ContentLength,
        14 when Is(name, "HTTP2-Settings") => HeaderRole.HopByHop,
        16 when Is(name, "Proxy-Connection") => HeaderRole.HopByHop,
        17 when Is(name, "Transfer-Encoding") => HeaderRole.TransferEncoding,
        19 when Is(name, "Proxy-Authorization") => HeaderRole.HopByHop,
        > 12 when name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) => HeaderRole.Forwarded,
        _ => HeaderRole.EndToEnd,
    };

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}

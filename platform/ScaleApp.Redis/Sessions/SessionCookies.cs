using Microsoft.Extensions.Primitives;

namespace ScaleApp.Redis.Sessions;

/// <summary>The session ids in a Cookie header.</summary>
/// <remarks>
/// A browser sends two cookies of one name when they were set for different paths or domains, in an order that says nothing of their age
/// (RFC 6265, 5.4). The request's own parser keeps the last one.
/// </remarks>
internal static class SessionCookies
{
    // Each is a look-up in the store.
    private const int MaxCandidates = 4;

    /// <summary>What can be a session's id, in the order of the header; quotes around it are not part of it.</summary>
    public static IReadOnlyList<string> Read(StringValues header, string name) =>
    [
        .. header.SelectMany(line => line?.Split(';') ?? [])
            .Select(pair => pair.Trim())
            .Where(pair => pair.Length > name.Length && pair[name.Length] == '=' && pair.StartsWith(name, StringComparison.Ordinal))
            .Select(pair => pair[(name.Length + 1)..].Trim('"'))
            .Where(value => SessionId.TryParse(value, out _))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxCandidates),
    ];
}

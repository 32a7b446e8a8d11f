using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Primitives;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Gives the cookie handler the session ids of a request, separated by <see cref="Separator"/>.</summary>
/// <remarks>
/// A browser sends two cookies of one name when they were set for different paths or domains, in an order that says nothing of their age
/// (RFC 6265, 5.4), so each is looked up. The request's own parser keeps only the last one.
/// </remarks>
internal class SessionCookies : ICookieManager
{
    /// <summary>Between two ids; no id contains it.</summary>
    public const char Separator = ' ';

    // Each is a look-up in the store.
    private const int MaxCandidates = 4;

    private readonly ChunkingCookieManager _cookies = new() { ChunkSize = null };

    public virtual string? GetRequestCookie(HttpContext context, string key) =>
        Read(context.Request.Headers.Cookie, key) is { Count: > 0 } ids ? string.Join(Separator, ids) : null;

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _cookies.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _cookies.DeleteCookie(context, key, options);

    /// <summary>The values that can be a session's id, in the order of the header; quotes around them are not part of them.</summary>
    internal static IReadOnlyList<string> Read(StringValues header, string name) =>
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

/// <summary>Writes cookies as the framework does, and reads none: a sign-in that finds no session makes a new one.</summary>
/// <remarks>
/// When a customer signs in with a cookie that the handler has read, the handler reuses the id in it. If an attacker planted that cookie, the
/// attacker would know the id of the customer's session (session fixation).
/// </remarks>
internal sealed class UnreadSessionCookies : SessionCookies
{
    public override string? GetRequestCookie(HttpContext context, string key) => null;
}

using Microsoft.AspNetCore.Cors.Infrastructure;
using ScaleApp.Api.Administration;
using ScaleApp.Data.Digests;

namespace ScaleApp.Api.Http;

/// <summary>
/// Refuses changes that the page of another site makes a browser send, with the cookies that the browser adds by itself
/// (docs/decisions/0001-cross-site-requests.md).
/// </summary>
internal sealed class CrossSiteRequests(RequestDelegate next, IOptions<CorsOptions> cors)
{
    private readonly CorsPolicy? _trusted = cors.Value.GetPolicy(cors.Value.DefaultPolicyName);

    public Task InvokeAsync(HttpContext context) =>
        IsSafe(context.Request.Method) || IsSignedLink(context.Request) || BringsItsOwnCredentials(context.Request) || !IsCrossSite(context.Request) || IsTrusted(context.Request)
            ? next(context)
            : Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "The request comes from another site.",
                "Send the request from a page of this site, or with an access token.");

    /// <summary>Whether a browser says that another site's page made it send this. Clients that are not browsers send no such header and are let through.</summary>
    public static bool IsCrossSite(HttpRequest request)
    {
        // Every browser of today, over HTTPS and on localhost; a page cannot change it.
        if (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site, ..])
        {
            return site is not ("same-origin" or "none");
        }

        return request.Headers.Origin is not [] and var given && !(given is [{ } origin] && IsOf(request.Host, origin));
    }

    /// <summary>Whether an origin is of the host that was asked. The scheme may differ behind a proxy, and some proxies add its port to the host.</summary>
    private static bool IsOf(HostString host, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && (string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase)
            || (uri.IsDefaultPort && host.Port is null or 80 or 443 && string.Equals(uri.Host, host.Host, StringComparison.OrdinalIgnoreCase)));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    // Mail programs send it from their own pages; the token in it is the credential, and no cookie is looked at.
    private static bool IsSignedLink(HttpRequest request) => request.Path == UnsubscribeTokens.Path;

    // No browser adds these by itself, and then the cookie is not looked at.
    private static bool BringsItsOwnCredentials(HttpRequest request) =>
        request.Headers.ContainsKey("Authorization") || request.Headers.ContainsKey(ApiKeyHandler.Header);

    private bool IsTrusted(HttpRequest request) =>
        _trusted is not null && request.Headers.Origin is [{ Length: > 0 } origin, ..] && _trusted.IsOriginAllowed(origin);
}

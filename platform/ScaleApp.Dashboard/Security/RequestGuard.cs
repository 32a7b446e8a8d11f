using Microsoft.Extensions.Options;

namespace ScaleApp.Dashboard.Security;

/// <summary>Refuses what a page of somebody else made the browser send, and tells browsers to run nothing that is not ours.</summary>
internal static class RequestGuard
{
    /// <summary>No inline script or style, nothing from elsewhere, no framing: what a service sent could not run if it got in.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseRequestGuard(this IApplicationBuilder app)
    {
        var allowRemote = app.ApplicationServices.GetRequiredService<IOptions<DashboardOptions>>().Value.AllowRemote;
        return app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";

            // A foreign name that resolves to this machine (DNS rebinding) would make a foreign page one of ours.
            if (!allowRemote && !DashboardOptions.IsLoopback(context.Request.Host.Host))
            {
                return RefuseAsync(context, "This dashboard answers to localhost only: open it by that name.");
            }

            return IsSafe(context.Request.Method) || IsOwn(context.Request)
                ? next(context)
                : RefuseAsync(context, "The request did not come from a page of this dashboard.");
        });
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>
    /// Browsers set both headers themselves and let no page forge them; one that sends neither is none. The first knows of the
    /// scheme that the browser used: behind a proxy with TLS the second has another one than the request.
    /// </summary>
    private static bool IsOwn(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site
            ? site == "same-origin"
            : string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}

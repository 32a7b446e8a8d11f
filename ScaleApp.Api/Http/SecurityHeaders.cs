using ScaleApp.Api.Jobs;

namespace ScaleApp.Api.Http;

/// <summary>Tells browsers to trust nothing that the API did not send, on every answer.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // Added as the answer starts, for an error handler clears what is there before.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";

            headers.ContentSecurityPolicy = PolicyOf(context);
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            if (headers.CacheControl.Count == 0 && context.User.Identity is { IsAuthenticated: true })
            {
                // Answers for a signed-in customer are not cached, unless the endpoint says so.
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);

        return next(context);
    }

    // Pages of packages bring styles and scripts of their own. The dashboard moves its path into the base.
    private static string PolicyOf(HttpContext context)
    {
        var path = context.Request.PathBase.Add(context.Request.Path);
        return path.StartsWithSegments(JobDashboard.Path) ? JobDashboard.ContentSecurityPolicy
            : path.StartsWithSegments(ApiReference.Path) ? ApiReference.ContentSecurityPolicy(context)
            : ContentSecurityPolicy;
    }
}

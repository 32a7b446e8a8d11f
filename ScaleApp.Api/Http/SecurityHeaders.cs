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

            // The dashboard moves its path into the base.
            headers.ContentSecurityPolicy = context.Request.PathBase.Add(context.Request.Path).StartsWithSegments(JobDashboard.Path)
                ? JobDashboard.ContentSecurityPolicy
                : ContentSecurityPolicy;
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
            if (headers.CacheControl.Count == 0 && context.User.Identity is { IsAuthenticated: true })
            {
                // What somebody is shown for being who they are is kept by nobody, unless the endpoint says so.
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);

        return next(context);
    }
}

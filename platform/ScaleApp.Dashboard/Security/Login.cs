using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Dashboard.Shell;

namespace ScaleApp.Dashboard.Security;

/// <summary>Lets in whoever opened the start-up link, and remembers them by a cookie.</summary>
internal static class Login
{
    public const string Path = "/login";

    /// <summary>Answers everything but the login page and the files it is made of with the way to it, unless signed in.</summary>
    public static IApplicationBuilder UseLogin(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var path = context.Request.Path;
        if (path == Path || path.StartsWithSegments(Asset.Prefix) || IsSignedIn(context))
        {
            return next(context);
        }

        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect($"{Path}?r={Uri.EscapeDataString(path + context.Request.QueryString)}");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }

        return Task.CompletedTask;
    });

    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Open);
        routes.MapPost("/logout", Leave);
    }

    private static Results<RedirectHttpResult, RazorComponentResult> Open(
        HttpContext context, LoginKey key, string? t = null, string? r = null)
    {
        if (t is null && !IsSignedIn(context))
        {
            return Pages.Of<LoginPage>();
        }

        if (t is not null && !key.IsToken(t.Trim()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Pages.Of<LoginPage>(new() { [nameof(LoginPage.IsRefused)] = true });
        }

        context.Response.Cookies.Append(CookieName(context), key.Cookie, new CookieOptions
        {
            HttpOnly = true,
            // Lax, so that a link to a trace opens from a chat; what changes anything is guarded by its origin.
            SameSite = SameSiteMode.Lax,
            // TLS ends at a proxy; who makes its header up only keeps the cookie from themselves.
            Secure = context.Request.IsHttps || context.Request.Headers["X-Forwarded-Proto"] == "https",
            IsEssential = true,
            Path = "/",
        });

        return TypedResults.Redirect(IsLocal(r) ? r! : "/");
    }

    private static RedirectHttpResult Leave(HttpContext context)
    {
        context.Response.Cookies.Delete(CookieName(context));
        return TypedResults.Redirect(Path);
    }

    private static bool IsSignedIn(HttpContext context) =>
        context.RequestServices.GetRequiredService<LoginKey>().IsCookie(context.Request.Cookies[CookieName(context)]);

    // Browsers share cookies among the ports of a machine; two dashboards must not sign each other out.
    private static string CookieName(HttpContext context) => $"scaleapp-dashboard-{context.Connection.LocalPort}";

    private static bool IsLocal(string? path) =>
        path is ['/', ..] and not (['/', '/' or '\\', ..]) && !path.Any(char.IsControl);
}

using ScaleApp.Api.Http;

namespace ScaleApp.Api.Rooms;

/// <summary>
/// Refuses live connections that a page of another site asks for: browsers send cookies with those, and no CORS rule holds for
/// WebSockets. Programs that are not browsers send no Origin.
/// </summary>
internal static class SameOrigin
{
    public static void UseSameOrigin(this IApplicationBuilder app, PathString path) => app.Use((context, next) =>
        context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal) && CrossSiteRequests.IsCrossSite(context.Request)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Another site's pages may not connect.")
            : next(context));
}

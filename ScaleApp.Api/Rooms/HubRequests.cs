using Microsoft.AspNetCore.Http.Features;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Rooms;

internal static class HubRequests
{
    // Says which negotiated connection a request belongs to.
    private const string ConnectionToken = "id";

    /// <summary>
    /// Refuses live connections that a page of another site opens: browsers send cookies with those, and no CORS rule holds for
    /// WebSockets. Programs that are not browsers send no Origin.
    /// </summary>
    public static void UseSameOrigin(this IApplicationBuilder app, PathString path) => app.Use((context, next) =>
        IsBelow(path, context) && CrossSiteRequests.IsCrossSite(context.Request)
            ? Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "Pages of other sites may not connect.")
            : next(context));

    /// <summary>
    /// Serves every WebSocket as one that was not negotiated. A client that negotiated with one replica, keeps no cookie and reaches
    /// another would be refused there, although a WebSocket needs nothing of what was negotiated.
    /// </summary>
    public static void UseWebSocketsWithoutAffinity(this IApplicationBuilder app, PathString path) => app.Use((context, next) =>
    {
        if (IsBelow(path, context) && IsWebSocket(context.Features) && context.Request.Query.ContainsKey(ConnectionToken))
        {
            context.Request.QueryString = QueryString.Create(context.Request.Query.Where(parameter => parameter.Key != ConnectionToken));
        }

        return next(context);
    });

    private static bool IsBelow(PathString path, HttpContext context) => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal);

    private static bool IsWebSocket(IFeatureCollection features) =>
        features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } || features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}

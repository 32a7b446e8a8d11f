using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ScaleApp.Dashboard.Shell;

/// <summary>Pages are Razor components that are rendered once, on the server.</summary>
internal static class Pages
{
    /// <summary>Maps a page; values in its route become parameters of that name.</summary>
    public static RouteHandlerBuilder MapPage<TPage>(this IEndpointRouteBuilder routes, string pattern)
        where TPage : IComponent =>
        routes.MapGet(pattern, (HttpContext context) => Of<TPage>(new(context.Request.RouteValues)));

    /// <summary>A page as the answer of a handler.</summary>
    public static RazorComponentResult Of<TPage>(Dictionary<string, object?>? parameters = null)
        where TPage : IComponent => new(typeof(TPage), parameters ?? []) { PreventStreamingRendering = true };
}

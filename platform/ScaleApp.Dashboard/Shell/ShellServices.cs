using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Dashboard.Live;
using ScaleApp.Dashboard.Security;

namespace ScaleApp.Dashboard.Shell;

/// <summary>What every page stands in: layout, files, login, live changes.</summary>
internal static class ShellServices
{
    public static IHostApplicationBuilder AddShell(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LoginKey>();
        builder.Services.AddSingleton<LiveChanges>();
        builder.Services.AddRazorComponents();
        builder.Services.Configure<KeyManagementOptions>(KeysInMemory.Configure);
        return builder;
    }

    /// <summary>Adds an entry to the navigation.</summary>
    public static IHostApplicationBuilder AddNavigation(this IHostApplicationBuilder builder, int order, string title, string path, string icon)
    {
        builder.Services.AddSingleton(new NavigationItem(order, title, path, icon));
        return builder;
    }

    public static void MapShell(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapLogin();
        routes.MapLive();
        routes.MapGet("/", (IEnumerable<NavigationItem> items) => TypedResults.Redirect(items.MinBy(item => item.Order)?.Path ?? "/none"));
        routes.MapFallback(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Pages.Of<NotFoundPage>().ExecuteAsync(context);
        });
    }

    /// <summary>Shows a page that says what to do where a page failed.</summary>
    public static IApplicationBuilder UseErrorPage(this IApplicationBuilder app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        // A page that failed leaves its renderer behind.
        CreateScopeForErrors = true,
        ExceptionHandler = context =>
        {
            var isRedisAway = context.Features.Get<IExceptionHandlerFeature>()?.Error is Redis.RedisUnavailableException;
            if (isRedisAway)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }

            return Pages.Of<ErrorPage>(new()
            {
                [nameof(ErrorPage.Message)] = isRedisAway ? "Redis does not answer. This page comes back by itself when it does." : null,
                [nameof(ErrorPage.ComesBack)] = isRedisAway && HttpMethods.IsGet(context.Request.Method),
            }).ExecuteAsync(context);
        },
    });
}

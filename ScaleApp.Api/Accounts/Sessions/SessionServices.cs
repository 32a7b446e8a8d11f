using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Registers sign-in by session cookie: the framework's handler, with the tickets in the <see cref="ISessionStore"/>.</summary>
internal static class SessionServices
{
    /// <summary>Adds <see cref="AccountSchemes.Session"/>, and <see cref="AccountSchemes.NewSession"/> for signing in.</summary>
    public static AuthenticationBuilder AddSessions(this AuthenticationBuilder authentication, IHostEnvironment environment)
    {
        var services = authentication.Services;
        services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ISessionStore>(provider => provider.GetRequiredService<IOptions<SessionOptions>>().Value.IsInPostgres
            ? ActivatorUtilities.CreateInstance<PostgresSessionStore>(provider)
            : ActivatorUtilities.CreateInstance<RedisSessionStore>(provider));
        services.AddSingleton<SessionTicketStore>();
        services.AddScoped<SessionSignIn>();

        services.Configure(AccountSchemes.Session, new SessionCookies(), environment.IsDevelopment());
        services.Configure(AccountSchemes.NewSession, new UnreadSessionCookies(), environment.IsDevelopment());
        return authentication.AddCookie(AccountSchemes.Session).AddCookie(AccountSchemes.NewSession);
    }

    private static void Configure(this IServiceCollection services, string scheme, ICookieManager cookies, bool isDevelopment) =>
        services.AddOptions<CookieAuthenticationOptions>(scheme).Configure<SessionTicketStore, IOptions<SessionOptions>>((cookie, tickets, sessions) =>
        {
            cookie.Cookie = new CookieBuilder
            {
                // A browser keeps a cookie of this name only when it came over HTTPS, for this host alone.
                Name = isDevelopment ? "session" : "__Host-session",
                Path = "/",
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always,
            };
            cookie.CookieManager = cookies;
            cookie.TicketDataFormat = new SessionIdFormat();
            cookie.SessionStore = tickets;

            // The store puts the end off; the ticket has the absolute one.
            cookie.SlidingExpiration = false;
            cookie.ExpireTimeSpan = sessions.Value.Lifetime;
            cookie.Events = Events;
        });

    private static CookieAuthenticationEvents Events => new()
    {
        // An id that was known before the log-in is worth nothing after it.
        OnSignedIn = context =>
        {
            var ids = context.Options.Cookie.Name is { } name ? SessionCookies.Read(context.Request.Headers.Cookie, name) : [];
            return context.Options.SessionStore!.RemoveAsync(string.Join(SessionCookies.Separator, ids), context.HttpContext, context.HttpContext.RequestAborted);
        },
        OnSigningOut = context =>
        {
            SessionTicketStore.ThrowIfUnavailable(context.HttpContext);
            return Task.CompletedTask;
        },
        OnRedirectToLogin = context =>
        {
            SessionTicketStore.ThrowIfUnavailable(context.HttpContext);
            context.Response.Headers.WWWAuthenticate = "Bearer";
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        },
        OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        },
    };
}

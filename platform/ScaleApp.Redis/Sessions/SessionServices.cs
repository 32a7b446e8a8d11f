using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Redis.Sessions;

/// <summary>Registers sessions.</summary>
public static class SessionServices
{
    /// <summary>
    /// Adds a scheme that signs in by session cookie, with <see cref="SessionStoreOptions"/> from the configuration. Sessions are kept in
    /// Redis unless another <see cref="ISessionStore"/> was registered before.
    /// </summary>
    public static AuthenticationBuilder AddSessionCookie(this AuthenticationBuilder builder, string scheme,
        Action<SessionCookieOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<SessionStoreOptions>().BindConfiguration(SessionStoreOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<ISessionStore, RedisSessionStore>();

        return builder.AddScheme<SessionCookieOptions, SessionCookieHandler>(scheme, configure);
    }
}

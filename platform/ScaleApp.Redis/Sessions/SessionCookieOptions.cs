using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Redis.Sessions;

/// <summary>The cookie that a session is known by.</summary>
public sealed class SessionCookieOptions : AuthenticationSchemeOptions
{
    /// <summary>Its name and flags. Default: <c>session</c>, of this site alone, out of reach of scripts, over HTTPS when the request is.</summary>
    public CookieBuilder Cookie { get; set; } = new()
    {
        Name = "session",
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
    };
}

using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Administration;

namespace ScaleApp.Api.Accounts;

/// <summary>The ways to sign in.</summary>
internal static class AccountSchemes
{
    /// <summary>Picks one of the others by what the request carries.</summary>
    public const string Any = "Any";

    /// <summary>The cookie of a session.</summary>
    public const string Session = "Session";

    /// <summary>An access token in the Authorization header.</summary>
    public const string Token = "Token";

    /// <summary>Which one a request is judged by. What it says explicitly goes before what a browser adds by itself.</summary>
    public static string Of(HttpContext context) =>
        BearerTokenHandler.IsGiven(context.Request) ? Token
        : context.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? ApiKeyHandler.SchemeName
        : Session;
}

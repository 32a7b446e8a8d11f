using Microsoft.AspNetCore.Authentication;

namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>Makes the cookie of a session its id and nothing else: 256 random bits need neither encryption nor a signature.</summary>
internal sealed class SessionIdFormat : ISecureDataFormat<AuthenticationTicket>
{
    // The claim by which the cookie handler finds the key for its ITicketStore.
    private const string KeyClaim = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    public string Protect(AuthenticationTicket data) => data.Principal.FindFirstValue(KeyClaim)
        ?? throw new InvalidOperationException("The ticket has no key of a session: the cookie scheme lacks its SessionStore.");

    public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

    public AuthenticationTicket? Unprotect(string? protectedText) => protectedText is null
        ? null
        : new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(KeyClaim, protectedText)])), AccountSchemes.Session);

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
}

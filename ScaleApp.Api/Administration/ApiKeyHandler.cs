using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;

namespace ScaleApp.Api.Administration;

/// <summary>Authenticates a request that sends the configured key as an administrator's. The comparison takes the same time for every key.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logging, UrlEncoder encoder,
    IOptionsMonitor<ApiKeyOptions> options) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logging, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-Api-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header] is not [{ Length: > 0 } given])
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (options.CurrentValue.ApiKey is not { Length: > 0 } wanted || !CryptographicOperations.FixedTimeEquals(Hash(given), Hash(wanted)))
        {
            return Task.FromResult(AuthenticateResult.Fail("The API key is not the configured one."));
        }

        var identity = new ClaimsIdentity(
            [new Claim(CustomerPrincipal.NameClaim, CustomerRoles.Administrator), new Claim(CustomerPrincipal.RoleClaim, CustomerRoles.Administrator)],
            SchemeName, CustomerPrincipal.NameClaim, CustomerPrincipal.RoleClaim);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = $"{SchemeName} header=\"{Header}\"";
        return base.HandleChallengeAsync(properties);
    }

    // Hashes are of one length, so that the length of the key is not told either.
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

public sealed class ApiKeyOptions
{
    public const string Section = "Admin";

    /// <summary>What administrators send in <c>X-Api-Key</c>. Default: none, and then every key is refused.</summary>
    public string? ApiKey { get; set; }
}

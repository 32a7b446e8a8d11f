using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ScaleApp.Dashboard.Security;

/// <summary>The secret of the start-up link, and the cookie that stands for having known it.</summary>
internal sealed class LoginKey
{
    private const int TokenBytes = 24;

    private readonly byte[] _token;
    private readonly byte[] _cookie;

    public LoginKey(IOptions<DashboardOptions> options)
    {
        Token = options.Value.Token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        Cookie = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), "dashboard cookie"u8));
        _token = Digest(Token);
        _cookie = Digest(Cookie);
    }

    public string Token { get; }

    /// <summary>The cookie's value: follows from the token, and does not tell it. A token that stays keeps browsers signed in.</summary>
    public string Cookie { get; }

    public bool IsToken(string? candidate) => Matches(candidate, _token);

    public bool IsCookie(string? candidate) => Matches(candidate, _cookie);

    // Digests have one length, so that the time taken tells nothing, not even how long the secret is.
    private static bool Matches(string? candidate, byte[] expected) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(Digest(candidate), expected);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

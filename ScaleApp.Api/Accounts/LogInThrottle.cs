using System.Security.Cryptography;
using System.Text;

namespace ScaleApp.Api.Accounts;

/// <summary>Limits the attempts to sign in to one account, from all addresses together. The limit for one address is the endpoint's.</summary>
/// <remarks>Attempts on an account that is not there count as well, or the limit would tell which ones are.</remarks>
internal sealed class LogInThrottle(SharedLimits limits)
{
    public const string AddressPolicy = "login";
    public const string AccountPolicy = "login-account";

    public ValueTask<RateLimitDecision> AcquireAsync(string email, CancellationToken ct) =>
        limits.AcquireAsync(AccountPolicy, PartitionOf(email), cost: 1, ct);

    // Hashed, so that no key holds an address.
    private static string PartitionOf(string email)
    {
        var account = EmailAddress.TryNormalize(email.Trim(), out var address) ? address : email;
        return $"account:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account)))}";
    }
}

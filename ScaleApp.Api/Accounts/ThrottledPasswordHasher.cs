using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Api.Accounts;

/// <summary>Identity's password hasher, with as many hashes at once as half the processors.</summary>
/// <remarks>
/// A hash is meant to be expensive. Requests wait for their turn without holding a thread, so a rush of log-ins leaves the other requests
/// their processors. The password methods of <see cref="UserManager{TUser}"/> hash on the thread of the request, so endpoints use this class.
/// </remarks>
internal sealed class ThrottledPasswordHasher(IPasswordHasher<Customer> hasher) : IDisposable
{
    private static readonly Customer Unknown = new() { Email = "", Name = "" };

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _unknownHash = new(() => hasher.HashPassword(Unknown, Guid.NewGuid().ToString()));

    public Task<string> HashAsync(string password, CancellationToken ct) => RunAsync(() => hasher.HashPassword(Unknown, password), ct);

    /// <summary>Verifies a password. An account that is unknown or has no password fails, and takes as long as any other.</summary>
    public Task<PasswordVerificationResult> VerifyAsync(Customer? customer, string password, CancellationToken ct) => RunAsync(() =>
    {
        var result = hasher.VerifyHashedPassword(customer ?? Unknown, customer?.PasswordHash ?? _unknownHash.Value, password);
        return customer?.PasswordHash is null ? PasswordVerificationResult.Failed : result;
    }, ct);

    public void Dispose() => _turns.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _turns.Release();
        }
    }
}

/// <summary>Hashes passwords in their composed form (NFC), so they sign in from a keyboard that writes accents as separate characters.</summary>
internal sealed class ComposedPasswordHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Customer>(options)
{
    public override string HashPassword(Customer user, string password) => base.HashPassword(user, password.Normalize());

    public override PasswordVerificationResult VerifyHashedPassword(Customer user, string hashedPassword, string providedPassword) =>
        base.VerifyHashedPassword(user, hashedPassword, providedPassword.Normalize());
}

using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Accounts;

/// <summary>The framework's password hasher, with as many at work as there are processors.</summary>
/// <remarks>
/// <para>
/// Passwords are hashed in their composed form (NFC), so a password signs in from a keyboard that writes its accents as separate characters.
/// </para>
/// A hash is meant to cost a lot. Requests that want one wait their turn off the thread pool's back, so that a rush of log-ins leaves the
/// other requests their processors.
/// </remarks>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<Customer> _hasher;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Customer _nobody = new() { Email = "", Name = "" };
    private readonly Lazy<string> _hashOfNobody;

    public Passwords(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<Customer>(options);
        _hashOfNobody = new Lazy<string>(() => _hasher.HashPassword(_nobody, Guid.NewGuid().ToString()));
    }

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        InTurnAsync(() => _hasher.HashPassword(_nobody, password.Normalize()), ct);

    /// <param name="hash">Null for an account that is not there or has no password: that fails, and takes as long as any other.</param>
    /// <param name="password">What was given as password.</param>
    /// <param name="ct">Ends the waiting for a turn.</param>
    public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken ct) => InTurnAsync(() =>
    {
        var result = _hasher.VerifyHashedPassword(_nobody, hash ?? _hashOfNobody.Value, password.Normalize());
        return hash is null ? PasswordVerificationResult.Failed : result;
    }, ct);

    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
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

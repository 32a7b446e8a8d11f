using ScaleApp.Data.Tokens;

namespace ScaleApp.Tests.Api.Accounts.Tokens;

/// <summary>The signing keys that the API under test uses.</summary>
internal sealed class SigningKeys(ApiFixture api)
{
    private readonly SigningKeyRing _ring = api.First.Services.GetRequiredService<SigningKeyRing>();

    public Task<IReadOnlyList<TokenKey>> ReadAsync() => _ring.ReadAsync(CancellationToken.None);
}

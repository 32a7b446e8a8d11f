using System.Security.Claims;
using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Tests.Api.Accounts.Tokens;

public class RevokedTokensTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [RequiresFact("postgres")]
    public async Task Overflow_of_revocations_refuses_all_older_tokens_only()
    {
        using var revoked = Create(max: 10);
        var longAgo = Now - TimeSpan.FromHours(1);
        await RevokeAsync("long-ago", longAgo);
        await revoked.ReadAsync(default);
        Assert.False(revoked.Contains(Token("long-ago", "sid", "7", longAgo)), "an expired revocation is not loaded");
        for (var i = 0; i < 12; i++)
        {
            await RevokeAsync($"many-{i}", Now.AddMilliseconds(i));
        }

        await revoked.ReadAsync(default);
        await revoked.ReadAsync(default);

        Assert.True(revoked.Contains(Token("another", "sid", "8", Now)));
        Assert.False(revoked.Contains(Token("another", "sid", "8", Now.AddSeconds(1))));
        await RevokeAsync("one-more", Now.AddSeconds(2));
        await revoked.ReadAsync(default);
        Assert.True(revoked.Contains(Token("one-more", "sid", "8", Now.AddSeconds(2))));
        Assert.False(revoked.Contains(Token("another", "sid", "8", Now.AddSeconds(2))));
    }

    [RequiresFact("postgres")]
    public async Task Revocations_are_kept_while_the_database_is_unavailable()
    {
        var issuedAt = Now;
        await using var server = await PostgresServer.StartAsync();
        await using var source = Npgsql.NpgsqlDataSource.Create(await ShopDatabase.CreateAsync(server));
        using var revoked = new RevokedTokens(source, Options(100), TimeProvider.System, NullLogger<RevokedTokens>.Instance);
        await server.ExecuteAsync("INSERT INTO token_revocations VALUES ('kept', clock_timestamp())", "shop");

        Assert.True(await revoked.ReadAsync(default));
        await server.KillAsync();

        Assert.False(await revoked.ReadAsync(default));
        Assert.True(revoked.Contains(Token("kept", "sid", "1", issuedAt)));
    }

    private RevokedTokens Create(int max) =>
        new(database.Source, Options(max), TimeProvider.System, NullLogger<RevokedTokens>.Instance);

    private static IOptions<TokenOptions> Options(int max) => Microsoft.Extensions.Options.Options.Create(new TokenOptions { MaxRevocations = max });

    private Task RevokeAsync(string subject, DateTimeOffset notBefore) =>
        database.ExecuteAsync($"INSERT INTO token_revocations VALUES ('{subject}', '{notBefore:O}')");

    private static AccessToken Token(string id, string family, string customer, DateTimeOffset issuedAt) => new(
        new ClaimsPrincipal(), id, family, customer, Floor(issuedAt), issuedAt.AddMinutes(10));

    // Tokens store milliseconds.
    private static DateTimeOffset Floor(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}

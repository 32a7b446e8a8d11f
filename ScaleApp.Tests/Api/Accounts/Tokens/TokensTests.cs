using ScaleApp.Api.Accounts.Tokens;

namespace ScaleApp.Tests.Api.Accounts.Tokens;

public class TokensTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Token_request_calls_neither_Redis_nor_the_database()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var replica = await ApiReplica.StartAsync(redis.ConnectionString, await ShopDatabase.CreateAsync(postgres));
        using var customer = await replica.SignInAsync();
        var tokens = await replica.LogInForTokensAsync(customer);
        Assert.Equal(HttpStatusCode.OK, await replica.StatusWithAsync(tokens.AccessToken));

        await redis.KillAsync();
        await postgres.KillAsync();

        Assert.Equal(HttpStatusCode.OK, await replica.StatusWithAsync(tokens.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await replica.StatusWithAsync(tokens.AccessToken[..^4]));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Reused_refresh_token_ends_its_family_only()
    {
        using var customer = await api.First.SignInAsync();
        var stolen = await api.First.LogInForTokensAsync(customer);
        var other = await api.First.LogInForTokensAsync(customer);
        var next = (await api.Second.RefreshAsync(stolen.RefreshToken))!;
        Assert.Equal(HttpStatusCode.OK, await api.First.StatusWithAsync(next.AccessToken));

        Assert.Null(await api.First.RefreshAsync(stolen.RefreshToken));
        Assert.Null(await api.First.RefreshAsync(next.RefreshToken));
        await EndsAsync(next.AccessToken);
        await EndsAsync(stolen.AccessToken);
        Assert.Equal(HttpStatusCode.OK, await api.First.StatusWithAsync(other.AccessToken));
        Assert.NotNull(await api.First.RefreshAsync(other.RefreshToken));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_uses_of_one_refresh_token_succeed_once()
    {
        using var customer = await api.First.SignInAsync();
        var tokens = await api.First.LogInForTokensAsync(customer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? api.First : api.Second).RefreshAsync(tokens.RefreshToken)));

        var next = Assert.Single(answers, answer => answer is not null)!;
        Assert.Null(await api.First.RefreshAsync(next.RefreshToken));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Revoked_access_token_ends_alone_and_refresh_token_its_family()
    {
        using var customer = await api.First.SignInAsync();
        var first = await api.First.LogInForTokensAsync(customer);
        var second = (await api.First.RefreshAsync(first.RefreshToken))!;

        await RevokeAsync(first.AccessToken);
        await EndsAsync(first.AccessToken);
        Assert.Equal(HttpStatusCode.OK, await api.Second.StatusWithAsync(second.AccessToken));

        await RevokeAsync(second.RefreshToken);
        await EndsAsync(second.AccessToken);
        Assert.Null(await api.First.RefreshAsync(second.RefreshToken));
        await RevokeAsync("not a token");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_out_everywhere_ends_all_tokens_issued_before_it()
    {
        using var customer = await api.First.SignInAsync();
        TokenPair[] tokens = [await api.First.LogInForTokensAsync(customer), await api.Second.LogInForTokensAsync(customer)];

        using var response = await customer.Client.PostAsync("/api/logout/everywhere", content: null);
        var later = await api.First.LogInForTokensAsync(customer);

        foreach (var pair in tokens)
        {
            await EndsAsync(pair.AccessToken);
            Assert.Null(await api.First.RefreshAsync(pair.RefreshToken));
        }

        Assert.Equal(HttpStatusCode.OK, await api.First.StatusWithAsync(later.AccessToken));
        Assert.Equal(HttpStatusCode.OK, await api.Second.StatusWithAsync(later.AccessToken));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_families_of_a_customer_are_limited_to_fifty()
    {
        using var customer = await api.First.SignInAsync();
        for (var i = 0; i < 52; i++)
        {
            await api.First.LogInForTokensAsync(customer);
        }

        Assert.Equal(50L, await api.Database.CountAsync($"token_families WHERE customer_id = {customer.Id}"));
    }

    private async Task RevokeAsync(string token)
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/tokens/revoke", new { token });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private async Task EndsAsync(string accessToken)
    {
        foreach (var replica in (ApiReplica[])[api.First, api.Second])
        {
            await Eventually.IsAsync(() => replica.StatusWithAsync(accessToken), status => status is HttpStatusCode.Unauthorized, "the token has ended");
        }
    }
}

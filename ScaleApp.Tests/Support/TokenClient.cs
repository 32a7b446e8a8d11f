using ScaleApp.Api.Accounts.Tokens;

namespace ScaleApp.Tests.Support;

/// <summary>Uses the token endpoints of a replica.</summary>
internal static class TokenClient
{
    /// <summary>Tokens for a customer that a test has registered.</summary>
    public static async Task<TokenPair> LogInForTokensAsync(this ApiReplica replica, SignedInCustomer customer)
    {
        using var response = await replica.Client.PostAsJsonAsync("/api/tokens", new { customer.Email, SignedInCustomer.Password });
        Assert.True(response.StatusCode is HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<TokenPair>())!;
    }

    /// <summary>The next tokens, or null when the refresh token was refused.</summary>
    public static async Task<TokenPair?> RefreshAsync(this ApiReplica replica, string refreshToken)
    {
        using var response = await replica.Client.PostAsJsonAsync("/api/tokens/refresh", new { refreshToken });
        if (response.StatusCode is HttpStatusCode.Unauthorized)
        {
            return null;
        }

        Assert.True(response.StatusCode is HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<TokenPair>();
    }

    public static async Task<HttpStatusCode> StatusWithAsync(this ApiReplica replica, string accessToken)
    {
        using var response = await replica.SendWithAsync("GET", "/api/me", accessToken);
        return response.StatusCode;
    }

    public static Task<HttpResponseMessage> SendWithAsync(this ApiReplica replica, string method, string path, string accessToken) =>
        replica.Client.SendAsync(method, path, body: null, ("Authorization", $"Bearer {accessToken}"));
}

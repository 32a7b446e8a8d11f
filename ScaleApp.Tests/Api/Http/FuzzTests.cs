namespace ScaleApp.Tests.Api.Http;

/// <summary>Thousands of malformed requests to every operation: none is a server error, none hangs, the replica survives.</summary>
public class FuzzTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int EachOperation = 60;

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("nobody")]
    [InlineData("customer")]
    [InlineData("administrator")]
    public async Task Malformed_requests_are_never_server_errors(string sender)
    {
        using var customer = await api.First.SignInAsync();
        var client = sender switch
        {
            "customer" => customer.Client,
            "administrator" => api.First.Administrator,
            _ => api.First.Client,
        };

        await Fuzz.AssertHarmlessAsync(client, seed: sender.Length, EachOperation);

        Assert.Equal("Healthy", (await api.First.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
    }
}

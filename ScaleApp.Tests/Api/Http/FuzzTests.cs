using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Support;

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
        using var client = sender is "customer" ? SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, customer.Cookie)
            : SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, "none=1");
        if (sender is "administrator")
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", ApiReplica.ApiKey);
        }

        await Fuzz.AssertHarmlessAsync(client, seed: sender.Length, EachOperation);

        Assert.Equal("Healthy", (await api.First.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
    }
}

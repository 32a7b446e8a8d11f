using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.ServiceDefaults;

namespace ScaleApp.Tests.ServiceDefaults;

public class ServiceDiscoveryTests
{
    [Theory]
    [InlineData("http://api/orders?page=2", "http://10.0.0.1:5080/orders?page=2")]
    [InlineData("http://API/", "http://10.0.0.1:5080/")]
    [InlineData("https+http://api/", "https://10.0.0.1:5443/")]
    [InlineData("https+http://worker/", "http://10.0.0.2:81/")]
    [InlineData("http://_admin.api/", "http://10.0.0.3:9000/")]
    [InlineData("http://example.org/", "http://example.org/")]
    [InlineData("https+http://example.org/", "https://example.org/")]
    public void A_service_is_found_by_its_name_and_scheme(string asked, string found)
    {
        using var endpoints = Endpoints(
            ("services:api:http:0", "http://10.0.0.1:5080"),
            ("services:api:https:0", "https://10.0.0.1:5443"),
            ("services:api:admin:0", "http://10.0.0.3:9000"),
            ("services:worker:http:0", "http://10.0.0.2:81"));

        Assert.Equal(found, endpoints.Resolve(new Uri(asked)).AbsoluteUri);
    }

    [Fact]
    public void Several_addresses_are_taken_in_turn()
    {
        using var endpoints = Endpoints(("services:api:http:0", "http://10.0.0.1:1"), ("services:api:http:1", "http://10.0.0.2:2"));

        var ports = Enumerable.Range(0, 6).Select(_ => endpoints.Resolve(new Uri("http://api/")).Port);

        Assert.Equal([1, 2, 1, 2, 1, 2], ports);
    }

    [Fact]
    public void An_address_that_is_none_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Endpoints(("services:api:http:0", "somewhere")));

        Assert.Contains("services:api:http:0", error.Message);
    }

    [Fact]
    public void A_changed_configuration_is_followed()
    {
        var configuration = new ConfigurationManager { ["services:api:http:0"] = "http://10.0.0.1:1" };
        using var endpoints = new ServiceEndpoints(configuration);

        configuration["services:api:http:0"] = "http://10.0.0.9:9";
        ((IConfigurationRoot)configuration).Reload();

        Assert.Equal(9, endpoints.Resolve(new Uri("http://api/")).Port);
    }

    [Fact]
    public async Task Every_client_of_a_service_calls_others_by_name_and_one_that_is_down_is_passed_over()
    {
        await using var up = await TestService.StartAsync(null, app => app.MapGet("/hello", () => "hello"));
        await using var caller = await TestService.StartAsync(null, null,
            ("services:api:http:0", "http://127.0.0.1:1"), ("services:api:http:1", up.App.Urls.First()),
            ("HttpResilience:RetryDelay", "00:00:00.001"));
        using var client = caller.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("hello", await client.GetStringAsync("http://api/hello"));
        }
    }

    private static ServiceEndpoints Endpoints(params (string Key, string Value)[] addresses) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(addresses.Select(address => KeyValuePair.Create(address.Key, (string?)address.Value)))
            .Build());
}

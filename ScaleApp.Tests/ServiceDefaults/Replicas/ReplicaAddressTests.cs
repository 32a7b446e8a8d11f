using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Tests.ServiceDefaults.Replicas;

public class ReplicaAddressTests
{
    [Theory]
    [InlineData("http://localhost:5100", "http://127.0.0.1:5100/")]
    [InlineData("http://127.0.0.1:5100", "http://127.0.0.1:5100/")]
    [InlineData("https://10.0.0.7:443;http://10.0.0.7:80", "http://10.0.0.7/")]
    [InlineData("http://0.0.0.0:8080", "http://10.0.0.7:8080/")]
    [InlineData("http://[::]:8080", "http://10.0.0.7:8080/")]
    [InlineData("http://+:8080", "http://10.0.0.7:8080/")]
    [InlineData("http://*:8080", "http://10.0.0.7:8080/")]
    [InlineData("http://[fd00::7]:8080", "http://[fd00::7]:8080/")]
    public void Address_is_where_others_reach_the_listener(string listening, string address) =>
        Assert.Equal(address, ReplicaAddress.From(listening.Split(';'), () => [IPAddress.Parse("10.0.0.7")]).AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("http://unix:/tmp/kestrel.sock")]
    [InlineData("http://0.0.0.0:8080")]
    public void Address_that_cannot_be_found_requires_the_setting(string listening)
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            ReplicaAddress.From([listening], () => [IPAddress.Parse("10.0.0.7"), IPAddress.Parse("10.1.0.7")]));

        Assert.Contains("Replica:Address", error.Message);
    }

    [Fact]
    public void Port_for_gRPC_is_not_the_address() =>
        Assert.Equal(new Uri("http://127.0.0.1:5101"), ReplicaAddress.From(["http://localhost:5100", "http://localhost:5101"], () => [], grpcPort: 5100));

    [Theory]
    [InlineData("urls", "http://localhost:5000", false)]
    [InlineData("HTTP_PORTS", "8080", false)]
    [InlineData("https_ports", "8443", false)]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://localhost:5000", false)]
    [InlineData("urls", "", true)]
    public void Default_port_is_distinguished_from_a_configured_one(string setting, string value, bool isDefault) =>
        Assert.Equal(isDefault, ReplicaAddress.IsDefault(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]).Build()));
}

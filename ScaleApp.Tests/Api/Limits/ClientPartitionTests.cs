using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Limits;

namespace ScaleApp.Tests.Api.Limits;

public class ClientPartitionTests
{
    private static readonly RateLimit Limit = new("limit", 1, TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData("203.0.113.7", "address:203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "address:203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "address:2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "address:2001:db8:1:3::/64")]
    [InlineData("::1", "address:::/64")]
    public void Address_stands_for_its_network(string address, string partition) =>
        Assert.Equal(partition, ClientPartition.OfAddress(IPAddress.Parse(address)));

    [Fact]
    public void Only_a_signed_in_customer_has_own_permits()
    {
        var context = RequestOf(new ClaimsIdentity([new Claim(CustomerPrincipal.IdClaim, "17")], "test"));

        Assert.Equal("customer:17", ClientPartition.Of(context, Limit));
        Assert.Equal("address:203.0.113.7", ClientPartition.Of(context, Limit with { ByAddress = true }));
        Assert.Equal("address:203.0.113.7", ClientPartition.Of(RequestOf(new ClaimsIdentity([new Claim(CustomerPrincipal.IdClaim, "17")])), Limit));
    }

    private static DefaultHttpContext RequestOf(ClaimsIdentity identity) =>
        new() { User = new ClaimsPrincipal(identity), Connection = { RemoteIpAddress = IPAddress.Parse("203.0.113.7") } };
}

using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using ScaleApp.Redis.RateLimiting;

namespace ScaleApp.Tests.Redis.RateLimiting;

public class ClientPartitionTests
{
    [Theory]
    [InlineData("203.0.113.7", "address:203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "address:203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "address:2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "address:2001:db8:1:3::/64")]
    [InlineData("::1", "address:::/64")]
    public void An_address_stands_for_its_network(string address, string partition) =>
        Assert.Equal(partition, ClientPartition.OfAddress(IPAddress.Parse(address)));

    [Fact]
    public void Who_is_signed_in_has_permits_of_their_own_whatever_the_address()
    {
        var context = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "17")], "test")) };
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");

        Assert.Equal("customer:17", ClientPartition.Of(context, byAddress: false));
        Assert.Equal("address:203.0.113.7", ClientPartition.Of(context, byAddress: true));
    }

    [Fact]
    public void A_claim_that_nobody_vouches_for_counts_for_nothing()
    {
        var context = new DefaultHttpContext { User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "17")])) };

        Assert.Equal("address:unknown", ClientPartition.Of(context, byAddress: false));
    }
}

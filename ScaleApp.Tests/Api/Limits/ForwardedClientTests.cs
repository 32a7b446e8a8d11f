namespace ScaleApp.Tests.Api.Limits;

/// <summary>A client has one limit for every form in which a proxy writes its address.</summary>
public class ForwardedClientTests(LimitsFixture api) : IClassFixture<LimitsFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("203.0.113.7", "203.0.113.7:54321", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:443", "198.51.100.1, 203.0.113.7", "unknown, 203.0.113.7:80", " 203.0.113.7 ")]
    [InlineData("2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:54321", "2001:DB8:0:0::1", "2001:0db8:0000:0000:0000:0000:0000:0001", "198.51.100.1,2001:db8::1")]
    public async Task Client_has_one_limit_in_every_form_of_its_address(params string[] forms)
    {
        var remaining = new List<int>();
        for (var i = 0; i < forms.Length; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/limited") { Headers = { { "X-Forwarded-For", forms[i] } } };
            using var response = await api.Replicas[i % api.Replicas.Count].Client.SendAsync(request);
            remaining.Add(int.Parse(response.Headers.GetValues("X-RateLimit-Remaining").Single()));
        }

        Assert.Equal(Enumerable.Range(1, forms.Length).Select(used => 100 - used), remaining);
    }
}

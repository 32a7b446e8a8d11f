namespace ScaleApp.Tests.Api.Accounts;

public class LogInLimitTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Limit = 5;

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("login-account")]
    [InlineData("login")]
    public async Task Attempts_are_limited_across_replicas_for_known_and_unknown_accounts(string policy)
    {
        await using var first = await api.StartReplicaAsync($"Limits:Policies:{policy}:Permits={Limit}");
        await using var second = await api.StartReplicaAsync($"Limits:Policies:{policy}:Permits={Limit}");
        using var customer = await api.First.SignInAsync();

        foreach (var (email, address) in ((string, string)[])[(customer.Email, "192.0.2.1"), ($"{policy}@example.com", "192.0.2.2")])
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Limit * 3).Select(i =>
                LogInAsync(i % 2 == 0 ? first : second, email, address)));

            Assert.Equal(Limit, answers.Count(answer => answer.StatusCode is HttpStatusCode.Unauthorized));
            var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.TooManyRequests).ToList();
            Assert.Equal(Limit * 2, refused.Count);
            Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Spellings_of_one_mailbox_share_its_limit()
    {
        await using var replica = await api.StartReplicaAsync($"Limits:Policies:login-account:Permits={Limit}");
        string[] spellings = ["u@b\u00FCcher.example", "U@BU\u0308CHER.example", "u@xn--bcher-kva.example", " u@b\u00FCcher.example "];

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i <= Limit; i++)
        {
            using var response = await LogInAsync(replica, spellings[i % spellings.Length]);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, Limit), HttpStatusCode.TooManyRequests], statuses);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_in_is_refused_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await ApiReplica.StartAsync(redis.ConnectionString, api.Database.ConnectionString, "Sessions:Store=postgres");
        await redis.KillAsync();

        using var response = await LogInAsync(replica, "nobody@example.com");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_stores_no_address_of_a_customer()
    {
        using var customer = await api.First.SignInAsync();
        using var response = await LogInAsync(api.First, customer.Email);

        var keys = await api.Redis.CommandAsync("EVAL", "return #redis.call('KEYS', '*' .. ARGV[1] .. '*')", "0", customer.Email.Split('@')[0]);

        Assert.Equal(":0", keys);
    }

    private static async Task<HttpResponseMessage> LogInAsync(ApiReplica replica, string email, string address = "192.0.2.3")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/login")
        {
            Content = JsonContent.Create(new { email, password = "a wrong password" }),
            Headers = { { "X-Forwarded-For", address } },
        };
        return await replica.Client.SendAsync(request);
    }
}

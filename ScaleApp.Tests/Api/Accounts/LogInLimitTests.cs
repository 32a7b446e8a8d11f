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
            var answers = await Task.WhenAll(Enumerable.Range(0, Limit * 3).Select(i => LogInAsync(i % 2 == 0 ? first : second, email, address)));

            Assert.Equal(Limit, answers.Count(answer => answer.StatusCode is HttpStatusCode.Unauthorized));
            Assert.Equal(Limit * 2, answers.Count(answer => answer is { StatusCode: HttpStatusCode.TooManyRequests, Headers.RetryAfter: not null }));
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Spellings_of_one_mailbox_share_its_limit()
    {
        await using var replica = await api.StartReplicaAsync($"Limits:Policies:login-account:Permits={Limit}");
        string[] spellings = ["u@b\u00FCcher.example", "U@BU\u0308CHER.example", "u@xn--bcher-kva.example", " u@b\u00FCcher.example "];

        var answers = await Task.WhenAll(Enumerable.Range(0, Limit + 1).Select(i => LogInAsync(replica, spellings[i % spellings.Length])));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Log_in_is_refused_while_Redis_is_unavailable()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var replica = await ApiReplica.StartAsync(redis.ConnectionString, api.Database.ConnectionString, "Sessions:Store=postgres");
        await redis.KillAsync();

        using var response = await LogInAsync(replica, "nobody@example.com");

        await response.AssertUnavailableAsync();
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Redis_stores_no_address_of_a_customer()
    {
        using var customer = await api.First.SignInAsync();
        using var response = await LogInAsync(api.First, customer.Email);

        var keys = await api.Redis.CommandAsync("EVAL", "return #redis.call('KEYS', '*' .. ARGV[1] .. '*')", "0", customer.Email.Split('@')[0]);

        Assert.Equal(":0", keys);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Wrong_password_unknown_account_and_passwordless_account_get_one_answer()
    {
        using var customer = await api.First.SignInAsync();
        var seeded = await api.Database.ScalarAsync<string>("SELECT email FROM customers WHERE password_hash IS NULL LIMIT 1");
        var answers = new List<string>();
        foreach (var email in (string[])[customer.Email, "nobody@example.com", seeded])
        {
            using var response = await LogInAsync(api.First, email);
            var problem = await response.ProblemAsync(HttpStatusCode.Unauthorized);
            answers.Add($"{problem.GetProperty("title")} {response.Headers.Contains("Set-Cookie")}"
                + string.Join(',', problem.EnumerateObject().Select(property => property.Name)));
        }

        Assert.Single(answers.Distinct());
    }

    /// <summary>Hashing is configured to take most of the time, so an answer without it would be much faster.</summary>
    [RequiresFact("redis-server", "postgres")]
    public async Task Unknown_account_takes_as_long_as_a_wrong_password()
    {
        await using var replica = await api.StartReplicaAsync("Accounts:Passwords:IterationCount=200000");
        using var customer = await replica.SignInAsync();
        await TimeAsync(replica, "nobody@example.com");

        // The shortest of several, which excludes delays by other work on the machine.
        var known = new List<double>();
        var unknown = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            known.Add(await TimeAsync(replica, customer.Email));
            unknown.Add(await TimeAsync(replica, $"nobody{i}@example.com"));
        }

        Assert.InRange(unknown.Min() / known.Min(), 0.5, 2);
    }

    private static async Task<double> TimeAsync(ApiReplica replica, string email)
    {
        var watch = Stopwatch.StartNew();
        using var response = await LogInAsync(replica, email);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Task<HttpResponseMessage> LogInAsync(ApiReplica replica, string email, string address = "192.0.2.3") =>
        replica.Client.SendAsync("POST", "/api/login", new { email, password = "a wrong password" }, ("X-Forwarded-For", address));
}

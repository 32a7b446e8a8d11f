namespace ScaleApp.Tests.Api.Accounts;

public class LogInSecrecyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Wrong_password_unknown_account_and_passwordless_account_get_one_answer()
    {
        using var customer = await api.First.SignInAsync();
        var seeded = await api.Database.ScalarAsync<string>("SELECT email FROM customers WHERE password_hash IS NULL LIMIT 1");

        var answers = new List<string>();
        foreach (var email in (string[])[customer.Email, "nobody@example.com", seeded])
        {
            using var response = await LogInAsync(api.First, email);
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
            answers.Add($"{response.StatusCode} {problem.GetProperty("title")} {response.Headers.Contains("Set-Cookie")}"
                + string.Join(',', problem.EnumerateObject().Select(property => property.Name)));
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("Unauthorized ", answers[0]);
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

    private static Task<HttpResponseMessage> LogInAsync(ApiReplica replica, string email) => replica.Client.LogInAsync(email, "a wrong password");
}

namespace ScaleApp.Tests.Api.Http;

public class SecrecyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Logs_and_traces_contain_no_secret_or_customer_address()
    {
        var seen = new ConcurrentBag<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => seen.Add($"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)}"),
        };
        ActivitySource.AddActivityListener(spans);
        await using var replica = await api.StartReplicaAsync("Logging:LogLevel:Default=Information", "Logging:LogLevel:Microsoft=Information",
            "Logging:LogLevel:Microsoft.EntityFrameworkCore=Information", "Logging:LogLevel:Microsoft.AspNetCore=Information");
        using var logs = new RecordedLogs();
        replica.Services.GetRequiredService<ILoggerFactory>().AddProvider(logs);

        using var customer = await replica.SignInAsync();
        var tokens = await replica.LogInForTokensAsync(customer);
        var next = (await replica.RefreshAsync(tokens.RefreshToken))!;
        await replica.RefreshAsync(tokens.RefreshToken);
        await replica.StatusWithAsync(next.AccessToken);
        await replica.StatusWithAsync(next.AccessToken[..^4]);
        await customer.Client.GetAsync("/api/me/sessions");
        using var twice = await replica.Client.PostAsJsonAsync("/api/register", new { customer.Email, name = "Again", SignedInCustomer.Password });
        using var wrong = await replica.Client.PostAsJsonAsync("/api/login", new { customer.Email, password = "a wrong password" });
        using var cut = await replica.Client.PostAsync("/api/login", new StringContent($"{{\"email\":\"{customer.Email}\",\"password\":12}}"));

        logs.Lines.ToList().ForEach(seen.Add);
        Assert.Contains(seen, line => line.Contains("/api/login", StringComparison.Ordinal));
        string[] secrets =
        [
            SignedInCustomer.Password, "a wrong password", customer.Email, customer.Cookie.Split('=')[1], ApiReplica.ApiKey,
            tokens.AccessToken.Split('.')[2], tokens.RefreshToken, next.AccessToken.Split('.')[2], next.RefreshToken,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(seen, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }
}

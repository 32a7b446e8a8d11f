using ScaleApp.Data.Tokens;
using ScaleApp.Worker;
using ScaleApp.Worker.Maintenance;

namespace ScaleApp.Tests.Api.Accounts.Tokens;

public class KeyRotationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Fast = ["Tokens:KeyLifetime=00:00:02", "Tokens:KeyLead=00:00:01", "Tokens:KeyPoll=00:00:00.100"];

    [RequiresFact("redis-server", "postgres")]
    public async Task Keys_are_rotated_under_load_without_a_failed_request()
    {
        await using var first = await api.StartReplicaAsync(Fast);
        await using var second = await api.StartReplicaAsync(Fast);
        using var customer = await first.SignInAsync();
        using var enough = new CancellationTokenSource();
        var failures = new ConcurrentBag<string>();
        var keys = new ConcurrentDictionary<string, bool>();
        var rotation = RotateAsync(first, enough.Token);

        // A token of one replica is used at the other immediately, and again after its key was replaced.
        var load = Task.WhenAll(Enumerable.Range(0, 2).Select(async i =>
        {
            var tokens = await first.LogInForTokensAsync(customer);
            var oldest = tokens.AccessToken;
            while (!enough.IsCancellationRequested)
            {
                tokens = (await first.RefreshAsync(tokens.RefreshToken))!;
                keys.TryAdd(tokens.AccessToken.Split('.')[0], true);
                foreach (var token in (string[])[tokens.AccessToken, oldest])
                {
                    if (await second.StatusWithAsync(token) is var status and not HttpStatusCode.OK)
                    {
                        failures.Add($"{i}: {status}");
                    }
                }
            }
        }));

        await Eventually.IsTrueAsync(() => keys.Count >= 4, "four keys have signed", TimeSpan.FromSeconds(60));
        await enough.CancelAsync();
        await Task.WhenAll(load, rotation);
        Assert.Empty(failures);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Published_keys_verify_and_cannot_sign()
    {
        using var customer = await api.First.SignInAsync();
        var token = (await api.First.LogInForTokensAsync(customer)).AccessToken;

        using var response = await api.Second.Client.GetAsync("/.well-known/jwks.json");
        var keys = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("keys");

        Assert.True(response.Headers.CacheControl!.Public);
        var header = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement;
        Assert.Contains(keys.EnumerateArray(), key => key.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        Assert.All(keys.EnumerateArray(), key =>
        {
            Assert.Equal(["kid", "kty", "crv", "x", "y", "alg", "use"], key.EnumerateObject().Select(property => property.Name));
            Assert.Equal("ES256", key.GetProperty("alg").GetString());
        });
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Running_replica_picks_up_replaced_keys()
    {
        await using var first = await api.StartReplicaAsync();
        await using var second = await api.StartReplicaAsync();
        using var customer = await first.SignInAsync();
        var old = await first.LogInForTokensAsync(customer);
        Assert.Equal(HttpStatusCode.OK, await second.StatusWithAsync(old.AccessToken));

        // An operator deletes all keys when one was stolen.
        await api.Database.ExecuteAsync("DELETE FROM signing_keys");
        await using var third = await api.StartReplicaAsync();
        var tokens = (await third.RefreshAsync(old.RefreshToken))!;

        await Eventually.IsAsync(() => second.StatusWithAsync(tokens.AccessToken), status => status is HttpStatusCode.OK, "the new key is known");
        Assert.Equal(HttpStatusCode.Unauthorized, await third.StatusWithAsync(old.AccessToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await second.StatusWithAsync(old.AccessToken));
    }

    private static async Task RotateAsync(ApiReplica replica, CancellationToken enough)
    {
        var ring = replica.Services.GetRequiredService<SigningKeyRing>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!enough.IsCancellationRequested)
        {
            await ring.RotateAsync(CancellationToken.None);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Key_created_by_a_worker_is_used_by_the_API()
    {
        await using var database = await ShopDatabase.CreateAsync();
        await using var worker = WorkerApplication.Create(
            [$"--ConnectionStrings:redis={api.Redis.ConnectionString}", $"--ConnectionStrings:shopdb={database.ConnectionString}"]);
        await using var scope = worker.Services.CreateAsyncScope();

        await ActivatorUtilities.CreateInstance<KeyRotationJob>(scope.ServiceProvider).RunAsync(default);

        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, database.ConnectionString);
        var key = Assert.Single(await replica.Services.GetRequiredService<SigningKeyRing>().ReadAsync(default));
        Assert.NotNull(key.PrivateKey);
        Assert.Superset(new HashSet<string> { KeyRotationJob.Id, CleanupJob.Id },
            worker.Services.GetServices<RecurringJobDefinition>().Select(job => job.Id).ToHashSet());
    }
}

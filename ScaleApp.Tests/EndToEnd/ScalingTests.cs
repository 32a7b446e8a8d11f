using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Replicas of the API that start and stop under load, through the gateway.</summary>
[Collection(ShopTests.Name)]
[Trait("Category", "Chaos")]
public class ScalingTests(ShopFixture shop)
{
    private ReplicaGroup Api => shop.Topology.Replicas("api");

    [RequiresFact("redis-server", "postgres")]
    public async Task Scaling_under_load_fails_no_repeatable_request()
    {
        await using var load = await RepeatableLoad.StartAsync(shop);

        await Api.ScaleAsync(5);
        await load.SeesReplicasAsync(5);
        await Api.ScaleAsync(2);
        await load.SeesReplicasAsync(2);
        await Api.ScaleAsync(3);
        await load.SeesReplicasAsync(3);

        Assert.Empty(await load.EndAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Rolling_restart_under_load_fails_no_repeatable_request()
    {
        await Api.AreRunningAsync();
        var before = Api.Wanted.Select(replica => replica.ProcessId).ToArray();
        await using var load = await RepeatableLoad.StartAsync(shop);

        await Api.RollingRestartAsync();

        await load.SeesReplicasAsync(3);
        Assert.Empty(await load.EndAsync());
        await Api.AreRunningAsync();
        Assert.Empty(Api.Wanted.Select(replica => replica.ProcessId).Intersect(before));
    }

    /// <summary>Clients that read and send idempotent writes; each keeps every answer that is not a success.</summary>
    private sealed class RepeatableLoad : IAsyncDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private readonly ConcurrentBag<string> _failures = [];
        private readonly ConcurrentQueue<string> _replicas = new();
        private readonly HttpClient _visitor;
        private readonly HttpClient _customer;
        private readonly Task[] _clients;

        private RepeatableLoad(HttpClient visitor, HttpClient customer)
        {
            (_visitor, _customer) = (visitor, customer);
            _clients = [.. Enumerable.Range(0, 6).Select(i => i < 4 ? ReadAsync() : WriteAsync(product: i))];
        }

        public static async Task<RepeatableLoad> StartAsync(ShopFixture shop)
        {
            var client = shop.CreateClient();
            using var registered = await client.PostAsJsonAsync(
                "/api/register", new { email = $"scaling-{Guid.NewGuid():N}@example.com", name = "Scaling", password = "correct horse battery" });
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
            return new RepeatableLoad(shop.CreateClient(), client);
        }

        /// <summary>Waits until exactly that many replicas answer.</summary>
        public async Task SeesReplicasAsync(int count)
        {
            const int Requests = 200;
            await Eventually.IsTrueAsync(async () =>
            {
                _replicas.Clear();
                await Eventually.IsTrueAsync(() => _replicas.Count >= Requests, "the replicas answer");
                return _replicas.Take(Requests).Distinct().Count() == count;
            }, $"{count} replicas answer", TimeSpan.FromSeconds(40));
        }

        public async Task<IReadOnlyCollection<string>> EndAsync()
        {
            await _enough.CancelAsync();
            await Task.WhenAll(_clients);
            return _failures;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _visitor.Dispose();
            _customer.Dispose();
            _enough.Dispose();
        }

        private Task ReadAsync() => RepeatAsync(async () =>
        {
            using var response = await _visitor.GetAsync("/api/whoami");
            Check(response);
            _replicas.Enqueue((await response.Content.ReadFromJsonAsync<WhoAmI>())!.Replica);
        });

        // Slowly, because a customer may make 600 requests a minute.
        private Task WriteAsync(int product) => RepeatAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250));

            // The length is known; the gateway retries no body of unknown length.
            using var body = JsonContent.Create(new { quantity = 1 });
            await body.LoadIntoBufferAsync();
            using var response = await _customer.PutAsync($"/api/cart/items/{product}", body);
            Check(response);
        });

        private async Task RepeatAsync(Func<Task> request)
        {
            while (!_enough.IsCancellationRequested)
            {
                try
                {
                    await request();
                }
                catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
                {
                    _failures.Add(error.Message);
                }
            }
        }

        private void Check(HttpResponseMessage response)
        {
            if (!response.IsSuccessStatusCode)
            {
                _failures.Add($"{response.RequestMessage!.Method} {(int)response.StatusCode}");
            }
        }
    }
}

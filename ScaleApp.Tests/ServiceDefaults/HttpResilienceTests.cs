using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace ScaleApp.Tests.ServiceDefaults;

public class HttpResilienceTests
{
    [Theory]
    [InlineData("GET", 3)]
    [InlineData("PUT", 3)]
    [InlineData("DELETE", 3)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    public async Task Only_what_can_be_repeated_safely_is_repeated(string method, int attempts)
    {
        await using var flaky = await FlakyService.StartAsync(failures: 2);
        await using var caller = await TestService.StartAsync(null, null, ("HttpResilience:RetryDelay", "00:00:00.001"));
        using var request = new HttpRequestMessage(new HttpMethod(method), flaky.Address);
        request.Content = method is "GET" or "DELETE" ? null : new StringContent("body");

        using var answer = await ClientOf(caller).SendAsync(request);

        Assert.Equal(attempts, flaky.Requests);
        Assert.Equal(attempts == 3 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.All(flaky.Bodies, body => Assert.Equal(request.Content is null ? "" : "body", body));
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_at_its_deadline()
    {
        await using var flaky = await FlakyService.StartAsync(hangs: true);
        await using var caller = await TestService.StartAsync(null, null,
            ("HttpResilience:AttemptTimeout", "00:00:00.100"), ("HttpResilience:RetryDelay", "00:00:00.001"),
            ("HttpResilience:Retries", "1"));

        await Assert.ThrowsAsync<TimeoutRejectedException>(() => ClientOf(caller).GetAsync(flaky.Address));

        Assert.Equal(2, flaky.Requests);
    }

    [Fact]
    public async Task A_host_that_only_fails_is_left_alone_for_a_while()
    {
        await using var flaky = await FlakyService.StartAsync(failures: int.MaxValue);
        await using var caller = await TestService.StartAsync(null, null, ("HttpResilience:BreakerThroughput", "5"));
        using var client = ClientOf(caller);

        for (var call = 0; call < 5; call++)
        {
            await client.PostAsync(flaky.Address, null);
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => client.PostAsync(flaky.Address, null));
        Assert.Equal(5, flaky.Requests);
    }

    [Fact]
    public async Task A_cancelled_caller_is_not_kept_by_retries()
    {
        await using var flaky = await FlakyService.StartAsync(failures: int.MaxValue);
        await using var caller = await TestService.StartAsync(null, null, ("HttpResilience:RetryDelay", "00:00:30"));
        using var cancellation = new CancellationTokenSource();

        var call = ClientOf(caller).GetAsync(flaky.Address, cancellation.Token);
        await flaky.FirstRequest;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static HttpClient ClientOf(TestService service) =>
        service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

    private sealed class FlakyService : IAsyncDisposable
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TestService? _service;

        public int Requests => Bodies.Count;

        public List<string> Bodies { get; } = [];

        public Task FirstRequest => _first.Task;

        public Uri Address => new(_service!.App.Urls.First());

        public static async Task<FlakyService> StartAsync(int failures = 0, bool hangs = false)
        {
            var flaky = new FlakyService();
            flaky._service = await TestService.StartAsync(null, app => app.Map("/", async (HttpContext context) =>
            {
                using var body = new StreamReader(context.Request.Body);
                flaky.Bodies.Add(await body.ReadToEndAsync());
                flaky._first.TrySetResult();
                if (hangs)
                {
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                }

                context.Response.StatusCode = flaky.Requests <= failures ? 503 : 200;
            }));
            return flaky;
        }

        public ValueTask DisposeAsync() => _service!.DisposeAsync();
    }
}

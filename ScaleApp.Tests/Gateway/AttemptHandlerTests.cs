using ScaleApp.Gateway.Forwarding;

namespace ScaleApp.Tests.Gateway;

public sealed class AttemptHandlerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Slow_replica_is_given_up_only_for_another()
    {
        using var client = new HttpMessageInvoker(new AttemptHandler(new Hanging(), _time));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://replica/");
        var (attempt, canAskAnother) = (new Attempt { IsRepeatable = true }, false);
        attempt.Begin(TimeSpan.FromSeconds(10), () => canAskAnother);
        request.Options.Set(Attempt.Key, attempt);
        var answer = client.SendAsync(request, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(answer.IsCompleted);

        canAskAnother = true;
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer).WaitAsync(Eventually.Default);
    }

    private sealed class Hanging : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("It does not answer.");
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

public class DrainTests
{
    [Fact]
    public async Task A_stopping_service_is_not_ready_at_once_and_finishes_what_is_in_flight()
    {
        var slow = new SlowRequest();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", slow.AnswerAsync), ("ServiceDefaults:DrainDelay", "00:05:00"));
        var answer = service.Client.GetStringAsync("/slow");
        await slow.Entered;
        using var enough = new CancellationTokenSource();

        var stopping = service.App.StopAsync(enough.Token);
        await Eventually.IsTrueAsync(() => service.App.Lifetime.ApplicationStopping.IsCancellationRequested, "the stop begins");
        var readiness = await service.Client.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
        Assert.True(readiness.Headers.ConnectionClose);
        Assert.False(stopping.IsCompleted);
        slow.Finish();
        Assert.Equal("done", await answer);
        await enough.CancelAsync();
        await stopping.WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task A_service_without_a_delay_lets_requests_in_flight_finish()
    {
        var slow = new SlowRequest();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", slow.AnswerAsync));
        var answer = service.Client.GetStringAsync("/slow");
        await slow.Entered;

        var stopping = service.App.StopAsync();
        await Eventually.IsTrueAsync(() => service.App.Lifetime.ApplicationStopping.IsCancellationRequested, "the stop begins");
        Assert.False(stopping.IsCompleted);
        slow.Finish();

        Assert.Equal("done", await answer);
        await stopping.WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task Requests_in_flight_are_broken_off_when_the_grace_is_over()
    {
        var slow = new SlowRequest();
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", slow.AnswerAsync),
            ("ServiceDefaults:DrainGrace", "00:00:00.200"));
        var answer = service.Client.GetStringAsync("/slow");
        await slow.Entered;

        await service.App.StopAsync().WaitAsync(Eventually.Default);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task A_request_ends_at_its_deadline()
    {
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/endless",
            (CancellationToken aborted) => Task.Delay(Timeout.Infinite, aborted)), ("ServiceDefaults:RequestTimeout", "00:00:00.200"));

        var answer = await service.Client.GetAsync("/endless");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    /// <summary>An endpoint that answers when the test says so.</summary>
    private sealed class SlowRequest
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Finish() => _finished.SetResult();

        public async Task<string> AnswerAsync(CancellationToken aborted)
        {
            _entered.SetResult();
            await _finished.Task.WaitAsync(aborted);
            return "done";
        }
    }
}

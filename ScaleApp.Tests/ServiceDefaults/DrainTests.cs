using System.Net;
using Microsoft.AspNetCore.Builder;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

public class DrainTests
{
    [Fact]
    public async Task A_stopping_service_is_not_ready_at_once_and_finishes_what_is_in_flight()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", async () =>
        {
            entered.SetResult();
            await released.Task;
            return "done";
        }), ("ServiceDefaults:DrainDelay", "00:05:00"));
        var slow = service.Client.GetAsync("/slow");
        await entered.Task;
        using var enough = new CancellationTokenSource();

        var stopping = service.App.StopAsync(enough.Token);
        await Eventually.IsTrueAsync(() => service.App.Lifetime.ApplicationStopping.IsCancellationRequested, "the stop begins");
        var readiness = await service.Client.GetAsync("/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness.StatusCode);
        Assert.True(readiness.Headers.ConnectionClose);
        Assert.False(stopping.IsCompleted);
        released.SetResult();
        Assert.Equal("done", await (await slow).Content.ReadAsStringAsync());
        await enough.CancelAsync();
        await stopping.WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task A_service_without_a_delay_lets_requests_in_flight_finish()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/slow", async () =>
        {
            entered.SetResult();
            await released.Task;
            return "done";
        }));
        var slow = service.Client.GetStringAsync("/slow");
        await entered.Task;

        var stopping = service.App.StopAsync();
        await Eventually.IsTrueAsync(() => service.App.Lifetime.ApplicationStopping.IsCancellationRequested, "the stop begins");
        Assert.False(stopping.IsCompleted);
        released.SetResult();

        Assert.Equal("done", await slow);
        await stopping.WaitAsync(Eventually.Default);
    }

    [Fact]
    public async Task Requests_in_flight_are_broken_off_when_the_grace_is_over()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/endless", async (CancellationToken aborted) =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, aborted);
        }), ("ServiceDefaults:DrainGrace", "00:00:00.200"));
        var endless = service.Client.GetAsync("/endless");
        await entered.Task;

        await service.App.StopAsync().WaitAsync(Eventually.Default);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => endless);
    }

    [Fact]
    public async Task A_request_ends_at_its_deadline()
    {
        await using var service = await TestService.StartAsync(null, app => app.MapGet("/endless",
            (CancellationToken aborted) => Task.Delay(Timeout.Infinite, aborted)), ("ServiceDefaults:RequestTimeout", "00:00:00.200"));

        var answer = await service.Client.GetAsync("/endless");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }
}

using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

public sealed class ClientResultTests(TwoServers servers) : IClassFixture<TwoServers>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [RequiresFact("redis-server")]
    public async Task A_client_answers_wherever_it_is()
    {
        await using var client = await servers.Second.ConnectAsync();
        client.Connection.On("add", (int a, int b) => a + b);

        Assert.Equal(5, await servers.First.Hub.Clients.Client(client.Id).InvokeAsync<int>("add", 2, 3, default));
        Assert.Equal(7, await servers.Second.Hub.Clients.Client(client.Id).InvokeAsync<int>("add", 3, 4, default));
    }

    [RequiresFact("redis-server")]
    public async Task An_answer_keeps_its_shape_on_the_way()
    {
        await using var client = await servers.Second.ConnectAsync();
        client.Connection.On("describe", () => new Answer("Grüße \"\n\u0000", [1, 2, 3], null));

        var answer = await servers.First.Hub.Clients.Client(client.Id).InvokeAsync<Answer>("describe", default);

        Assert.Equal("Grüße \"\n\u0000", answer.Text);
        Assert.Equal([1, 2, 3], answer.Numbers);
        Assert.Null(answer.Nothing);
    }

    [RequiresFact("redis-server")]
    public async Task A_clients_failure_is_told_to_the_server_that_asked()
    {
        await using var client = await servers.Second.ConnectAsync();
        client.Connection.On("fail", new Func<string>(() => throw new InvalidOperationException("not today")));

        var error = await Assert.ThrowsAsync<HubException>(() =>
            servers.First.Hub.Clients.Client(client.Id).InvokeAsync<string>("fail", default));

        Assert.Contains("not today", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task A_client_that_does_not_exist_is_known_to_be_gone_at_once()
    {
        var asking = servers.First.Hub.Clients.Client("nobody").InvokeAsync<int>("add", 1, 2, default);

        await Assert.ThrowsAsync<IOException>(() => asking.WaitAsync(Eventually.Default));
    }

    [RequiresFact("redis-server")]
    public async Task A_change_of_groups_for_a_client_that_does_not_exist_ends_at_once()
    {
        await using var patient = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, options => options.AcknowledgementTimeout = Long);

        await patient.Groups.AddToGroupAsync("nobody", "group").WaitAsync(Eventually.Default);
    }

    [RequiresFact("redis-server")]
    public async Task A_client_that_leaves_instead_of_answering_ends_the_waiting()
    {
        var client = await servers.Second.ConnectAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Connection.On("wait", async () =>
        {
            asked.TrySetResult();
            await client.Closed;
            return 1;
        });

        var asking = servers.First.Hub.Clients.Client(client.Id).InvokeAsync<int>("wait", default);
        await asked.Task.WaitAsync(Eventually.Default);
        await client.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => asking.WaitAsync(Eventually.Default));
    }

    [RequiresFact("redis-server")]
    public async Task A_client_that_does_not_answer_is_waited_for_until_the_deadline_and_nothing_is_left_of_it()
    {
        await using var impatient = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, Impatient);
        await using var owner = await HubServer<PlainHub>.StartAsync(servers.Redis.ConnectionString, Impatient);
        await using var client = await owner.ConnectAsync();
        client.Connection.On("wait", async () =>
        {
            await client.Closed;
            return 1;
        });

        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            impatient.Hub.Clients.Client(client.Id).InvokeAsync<int>("wait", default).WaitAsync(Long));

        Assert.Contains(nameof(BackplaneOptions.ClientResultTimeout), error.Message);

        static void Impatient(BackplaneOptions options) => options.ClientResultTimeout = TimeSpan.FromMilliseconds(200);
    }

    [RequiresFact("redis-server")]
    public async Task An_answer_that_nobody_asked_this_client_for_is_ignored()
    {
        await using var asked = await servers.Second.ConnectAsync();
        await using var meddler = await servers.Second.ConnectAsync();
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked.Connection.On("ask", () => answer.Task);
        meddler.Connection.On("ask", () => 666);

        var asking = servers.First.Hub.Clients.Client(asked.Id).InvokeAsync<int>("ask", default);
        Assert.Equal(666, await servers.First.Hub.Clients.Client(meddler.Id).InvokeAsync<int>("ask", default));
        Assert.False(asking.IsCompleted);
        answer.SetResult(42);

        Assert.Equal(42, await asking.WaitAsync(Eventually.Default));
    }

    private sealed record Answer(string Text, int[] Numbers, string? Nothing);
}

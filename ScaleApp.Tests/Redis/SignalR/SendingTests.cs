using Microsoft.AspNetCore.SignalR;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>
/// Who is reached by what. Each test ends with a message to all three clients: what came before it came, what did not come by then
/// does not come.
/// </summary>
public sealed class SendingTests(TwoServers servers) : IClassFixture<TwoServers>, IAsyncLifetime
{
    private readonly string _group = $"group-{Guid.NewGuid():N}";
    private readonly string _user = $"user-{Guid.NewGuid():N}";
    private HubClient _here = null!;
    private HubClient _there = null!;
    private HubClient _other = null!;

    private IHubClients From => servers.First.Hub.Clients;

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(["redis-server"]) is null)
        {
            _here = await servers.First.ConnectAsync(_user);
            _there = await servers.Second.ConnectAsync(_user);
            _other = await servers.Second.ConnectAsync(_user + "2");
            await Task.WhenAll(servers.First.Groups.AddToGroupAsync(_here.Id, _group), servers.Second.Groups.AddToGroupAsync(_there.Id, _group));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var client in (HubClient?[])[_here, _there, _other])
        {
            await (client?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    [RequiresFact("redis-server")]
    public async Task All_reaches_every_client_on_every_server_once()
    {
        await From.All.SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], ["hello"]);
    }

    [RequiresFact("redis-server")]
    public async Task All_except_leaves_out_clients_here_and_there()
    {
        await From.AllExcept([_here.Id, _there.Id]).SendAsync("message", "hello");

        await ReceiveAsync([], [], ["hello"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_group_reaches_its_members_on_every_server()
    {
        await From.Group(_group).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], []);
    }

    [RequiresFact("redis-server")]
    public async Task A_group_except_leaves_out_members_on_another_server()
    {
        await From.GroupExcept(_group, [_there.Id]).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], [], []);
    }

    [RequiresFact("redis-server")]
    public async Task Groups_reach_the_members_of_each()
    {
        await servers.Second.Groups.AddToGroupAsync(_other.Id, _group + "2");

        await From.Groups([_group, _group + "2"]).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], ["hello"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_user_is_reached_on_every_server()
    {
        await From.User(_user).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], []);
    }

    [RequiresFact("redis-server")]
    public async Task Users_are_reached_on_every_server()
    {
        await From.Users([_user, _user + "2"]).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], ["hello"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_connection_is_reached_wherever_it_is()
    {
        await From.Client(_there.Id).SendAsync("message", "there");
        await From.Client(_here.Id).SendAsync("message", "here");

        await ReceiveAsync(["here"], ["there"], []);
    }

    [RequiresFact("redis-server")]
    public async Task Connections_are_reached_wherever_they_are()
    {
        await From.Clients([_here.Id, _other.Id]).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], [], ["hello"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_connection_on_another_server_is_in_a_group_as_soon_as_that_is_acknowledged()
    {
        await servers.First.Groups.AddToGroupAsync(_other.Id, _group);
        await From.Group(_group).SendAsync("message", "in");
        await servers.First.Groups.RemoveFromGroupAsync(_other.Id, _group);
        await From.Group(_group).SendAsync("message", "out");

        await ReceiveAsync(["in", "out"], ["in", "out"], ["in"]);
    }

    [RequiresFact("redis-server")]
    public async Task A_group_that_is_left_and_joined_again_is_heard_again()
    {
        for (var round = 0; round < 20; round++)
        {
            var leaving = servers.Second.Groups.RemoveFromGroupAsync(_there.Id, _group);
            var joining = servers.Second.Groups.AddToGroupAsync(_there.Id, _group);
            await Task.WhenAll(leaving, joining);
        }

        await From.Group(_group).SendAsync("message", "hello");

        await ReceiveAsync(["hello"], ["hello"], []);
    }

    [RequiresFact("redis-server")]
    public async Task Names_that_look_like_patterns_or_differ_in_case_only_are_other_names()
    {
        await servers.Second.Groups.AddToGroupAsync(_other.Id, "*");
        await servers.Second.Groups.AddToGroupAsync(_other.Id, _group.ToUpperInvariant());
        await servers.Second.Groups.AddToGroupAsync(_other.Id, _group + " ");

        await From.Group(_group).SendAsync("message", "plain");
        await From.Group("*").SendAsync("message", "star");

        await ReceiveAsync(["plain"], ["plain"], ["star"]);
    }

    [RequiresFact("redis-server")]
    public async Task Messages_of_one_sender_stay_in_order_on_every_server()
    {
        var numbers = Enumerable.Range(0, 1_000).Select(number => $"{number}").ToArray();

        foreach (var number in numbers)
        {
            await From.Group(_group).SendAsync("message", number);
        }

        await ReceiveAsync(numbers, numbers, []);
    }

    /// <summary>These messages and no others: a last one follows them, which may overtake those of another channel.</summary>
    private async Task ReceiveAsync(string[] here, string[] there, string[] other)
    {
        await _here.ReceivesAsync(here);
        await _there.ReceivesAsync(there);
        await _other.ReceivesAsync(other);

        await From.Clients([_here.Id, _there.Id, _other.Id]).SendAsync("message", "end");

        await _here.ReceivesAsync([.. here, "end"]);
        await _there.ReceivesAsync([.. there, "end"]);
        await _other.ReceivesAsync([.. other, "end"]);
    }
}

using System.Net.WebSockets;

namespace ScaleApp.Tests.Api.Rooms;

public sealed class RoomRightsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Page_of_another_site_cannot_connect()
    {
        using var ann = await api.First.SignInAsync();
        var address = api.First.Client.BaseAddress!;

        foreach (var origin in (string[])["https://evil.example", "null", $"http://localhost:{address.Port + 1}", $"{address.Scheme}://{address.Authority}.evil.example"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(() => RoomClient.ConnectAsync(address, ann.Cookie, origin)));
        }

        await using var own = await RoomClient.ConnectAsync(address, ann.Cookie, address.GetLeftPart(UriPartial.Authority));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Support_room_is_for_its_customer_and_administrators()
    {
        using var ann = await api.First.SignInAsync();
        using var staffer = await api.First.SignInAsync();
        await api.Database.ScalarAsync<int>(
            $"INSERT INTO customer_roles (customer_id, role_id) SELECT {staffer.Id}, id FROM roles WHERE name = 'administrator' RETURNING role_id");
        await using var owner = await RoomClient.ConnectAsync(api.First, ann);
        await using var stranger = await RoomClient.ConnectAsync(api.First);
        await using var staff = await RoomClient.ConnectAsync(api.Second.Client.BaseAddress!, await LogInAsync(staffer));
        var room = $"support-{ann.Id}";

        Assert.Equal("Support", (await owner.JoinAsync(room)).Title);
        Assert.Equal("Support of A test", (await staff.JoinAsync(room)).Title);
        await RoomsTests.RefusedAsync("does not exist", () => stranger.JoinAsync(room));
        await RoomsTests.RefusedAsync("Join the room first", () => stranger.SendAsync(room, "let me in"));
        await RoomsTests.RefusedAsync("Join the room first", () => stranger.HistoryAsync(room, "1-1"));
        await owner.SendAsync(room, "help");

        await staff.HasAsync("help");
        Assert.Empty(stranger.Messages);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task WebSocket_connects_to_another_replica_than_it_was_negotiated_with()
    {
        using var ann = await api.First.SignInAsync();
        using var negotiation = await ann.Client.PostAsync("/hubs/rooms/negotiate?negotiateVersion=1", content: null);
        var token = (await negotiation.Content.ReadFromJsonAsync<Negotiation>())!.ConnectionToken;
        var second = api.Second.Client.BaseAddress!;

        await using var client = await RoomClient.ConnectAsync(second, ann.Cookie, query: $"?id={token}");

        Assert.NotEmpty((await client.JoinAsync("product-1")).Title);
        foreach (var query in (string[])["", $"?id={token}", "?access_token=a.b.c"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(() => RoomClient.ConnectAsync(second, cookie: null, query: query)));
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Connection_is_in_existing_rooms_of_a_bounded_number()
    {
        await using var replica = await api.StartReplicaAsync("Rooms:MaxRooms=2");
        await using var client = await RoomClient.EnterAsync(replica, "product-1");
        foreach (var room in (string[])["product-999999", "product-01", "product--1", "product-+1", "Product-1", "support-0", "", "*"])
        {
            await RoomsTests.RefusedAsync("does not exist", () => client.JoinAsync(room));
        }

        await client.JoinAsync("product-2");
        await RoomsTests.RefusedAsync("2 rooms at a time", () => client.JoinAsync("product-3"));
        await client.LeaveAsync("product-1");
        await client.JoinAsync("product-3");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Sign_out_ends_connections_of_the_session_on_every_replica()
    {
        using var ann = await api.First.SignInAsync();
        var elsewhere = await LogInAsync(ann);
        await using var here = await RoomClient.ConnectAsync(api.First, ann);
        await using var there = await RoomClient.ConnectAsync(api.Second, ann);
        await using var other = await RoomClient.ConnectAsync(api.Second.Client.BaseAddress!, elsewhere);

        using var response = await ann.Client.PostAsync("/api/logout", content: null);
        response.EnsureSuccessStatusCode();

        await Task.WhenAll(here.Closed, there.Closed).WaitAsync(Eventually.Default);
        Assert.False(other.Closed.IsCompleted);
        await Assert.ThrowsAsync<WebSocketException>(() => RoomClient.ConnectAsync(api.Second, ann));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Revoked_token_ends_its_connections_on_every_replica()
    {
        using var ann = await api.First.SignInAsync();
        var tokens = await api.First.LogInForTokensAsync(ann);
        var token = tokens.AccessToken;
        await using var here = await ConnectAsync(api.First, token);
        await using var there = await ConnectAsync(api.Second, token);
        await using var other = await ConnectAsync(api.Second, (await api.First.LogInForTokensAsync(ann)).AccessToken);
        await there.JoinAsync("product-1");

        using var response = await api.First.SendWithAsync("POST", "/api/logout", token);
        response.EnsureSuccessStatusCode();

        await Task.WhenAll(here.Closed, there.Closed).WaitAsync(Eventually.Default);
        Assert.False(other.Closed.IsCompleted);
        await Eventually.IsAsync(() => StatusAsync(() => ConnectAsync(api.Second, token)), status => status == HttpStatusCode.Unauthorized,
            "the other replica knows that the token was revoked");
        Assert.Null(await api.First.RefreshAsync(tokens.RefreshToken));
        Assert.Equal(HttpStatusCode.OK, await ann.Client.StatusAsync());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Revoked_access_token_ends_its_own_connections_only()
    {
        using var ann = await api.First.SignInAsync();
        var first = await api.First.LogInForTokensAsync(ann);
        var next = (await api.First.RefreshAsync(first.RefreshToken))!;
        await using var revoked = await ConnectAsync(api.Second, first.AccessToken);
        await using var other = await ConnectAsync(api.Second, next.AccessToken);
        await other.JoinAsync("product-1");

        using var revocation = await api.First.Client.PostAsJsonAsync("/api/tokens/revoke", new { Token = first.AccessToken });
        revocation.EnsureSuccessStatusCode();

        await revoked.Closed.WaitAsync(Eventually.Default);
        Assert.False(other.Closed.IsCompleted);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Expired_access_token_ends_its_connection()
    {
        using var ann = await api.First.SignInAsync();
        await using var replica = await api.StartReplicaAsync("Tokens:AccessLifetime=00:00:03");
        await using var client = await ConnectAsync(replica, (await replica.LogInForTokensAsync(ann)).AccessToken);
        await client.JoinAsync("product-1");

        await client.Closed.WaitAsync(Eventually.Default);
    }

    private static Task<RoomClient> ConnectAsync(ApiReplica replica, string token) =>
        RoomClient.ConnectAsync(replica.Client.BaseAddress!, cookie: null, token: token);

    private static async Task<HttpStatusCode> StatusAsync(Func<Task<RoomClient>> connect)
    {
        var error = await Assert.ThrowsAsync<WebSocketException>(connect);
        // "The server returned status code '403' when status code '101' was expected."
        return Enum.Parse<HttpStatusCode>(error.Message.Split('\'')[1]);
    }

    private sealed record Negotiation(string ConnectionToken);

    /// <summary>The cookie of another session of the customer.</summary>
    private async Task<string> LogInAsync(SignedInCustomer customer) =>
        SignedInCustomer.CookieOf((await api.First.Client.LogInAsync(customer.Email)).EnsureSuccessStatusCode());
}

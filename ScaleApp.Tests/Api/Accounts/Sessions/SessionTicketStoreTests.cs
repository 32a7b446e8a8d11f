using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public class SessionTicketStoreTests
{
    private readonly SessionTicketStore _tickets = new(new DictionarySessionStore());
    private readonly DefaultHttpContext _context = new() { Request = { Headers = { UserAgent = new string('x', 300) } } };

    [Fact]
    public async Task Ticket_names_its_session_and_not_its_secret()
    {
        var cookie = await StoreAsync();

        var ticket = await _tickets.RetrieveAsync(cookie, _context, default);

        Assert.Equal("17", ticket!.Principal.FindFirstValue("sub"));
        Assert.True(ticket.Principal.IsInRole("customer"));
        Assert.True(SessionId.TryParse(cookie, out var session));
        Assert.Equal(session.Handle, ticket.Principal.FindFirstValue("sid"));
        Assert.DoesNotContain(session.Handle, cookie);
    }

    [Fact]
    public async Task Every_sign_in_has_its_own_id() => Assert.NotEqual(await StoreAsync(), await StoreAsync());

    [Fact]
    public async Task Text_that_is_not_an_id_finds_no_session()
    {
        var cookie = await StoreAsync();
        string[] others =
        [
            "", ".", cookie[..^1], cookie + "A", cookie[1..], "x" + cookie, cookie.Replace('.', ':'), $"17.{new string('A', 43)}",
            $"17.{new string('}', 43)}", $"{new string('a', 65)}.{new string('A', 43)}", new string('A', 10_000),
        ];

        foreach (var other in others)
        {
            Assert.Null(await _tickets.RetrieveAsync(other, _context, default));
        }
    }

    [Fact]
    public async Task Key_of_several_ids_finds_the_session_that_exists()
    {
        var (ended, cookie) = (await StoreAsync(), await StoreAsync());
        await _tickets.RemoveAsync(ended, _context, default);

        Assert.NotNull(await _tickets.RetrieveAsync($"{ended} {cookie}", _context, default));
        await _tickets.RemoveAsync($"{ended} {cookie}", _context, default);
        Assert.Null(await _tickets.RetrieveAsync(cookie, _context, default));
    }

    [Fact]
    public async Task Ticket_is_not_replaced() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => _tickets.RenewAsync("17.x", Ticket()));

    private Task<string> StoreAsync() => _tickets.StoreAsync(Ticket(), _context, default);

    private static AuthenticationTicket Ticket() => new(
        new ClaimsPrincipal(new ClaimsIdentity([new("sub", "17"), new("role", "customer")], "Test", "name", "role")), "Test");

    private sealed class DictionarySessionStore : ISessionStore
    {
        private readonly Dictionary<SessionId, byte[]> _tickets = [];

        public Task CreateAsync(SessionId session, byte[] ticket, string device, CancellationToken ct)
        {
            Assert.Equal(200, device.Length);
            _tickets.Add(session, ticket);
            return Task.CompletedTask;
        }

        public Task<byte[]?> UseAsync(SessionId session, CancellationToken ct) => Task.FromResult(_tickets.GetValueOrDefault(session));

        public Task<IReadOnlyList<SessionInfo>> ListAsync(string owner, CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> EndAsync(SessionId session, CancellationToken ct) => Task.FromResult(_tickets.Remove(session));

        public Task EndAllAsync(string owner, CancellationToken ct) => throw new NotSupportedException();
    }
}

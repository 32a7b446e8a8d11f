using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Tests.Redis.Sessions;

/// <summary>A store of sessions under test, and an owner of the test's own.</summary>
public abstract class SessionStoreSuite : IAsyncLifetime
{
    private protected static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private protected static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private protected string Owner { get; } = $"owner-{Guid.NewGuid():N}";

    private protected static IOptions<SessionStoreOptions> Options => Microsoft.Extensions.Options.Options.Create(
        new SessionStoreOptions { IdleTimeout = Idle, Lifetime = Lifetime, MaxPerOwner = 3 });

    private protected abstract ISessionStore Store { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Moves all that is known of a session into the past.</summary>
    private protected abstract Task AgeAsync(SessionId session, TimeSpan by);

    private protected async Task<(string Id, SessionId Session)> SignInAsync(string device = "Test")
    {
        var id = await Store.StoreAsync(Ticket("customer", device));
        Assert.True(SessionId.TryParse(id, out var session));
        return (id, session);
    }

    private protected AuthenticationTicket Ticket(string role, string device = "Test") => new(
        new ClaimsPrincipal(new ClaimsIdentity([new("sub", Owner), new("name", "Ada"), new("role", role)], "Test", "name", "role")),
        new AuthenticationProperties { Items = { ["device"] = device } }, "Test");
}

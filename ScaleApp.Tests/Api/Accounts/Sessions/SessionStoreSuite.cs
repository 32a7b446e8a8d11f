using Microsoft.Extensions.Options;
using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

/// <summary>A session store under test, and the test's own owner.</summary>
public abstract class SessionStoreSuite : IAsyncLifetime
{
    private protected static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private protected static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private protected static readonly byte[] Ticket = [1, 2, 3, 0, 255];

    private protected string Owner { get; } = $"owner-{Guid.NewGuid():N}";

    private protected static IOptions<SessionOptions> Options { get; } = Microsoft.Extensions.Options.Options.Create(
        new SessionOptions { IdleTimeout = Idle, Lifetime = Lifetime, MaxPerOwner = 3 });

    private protected abstract ISessionStore Store { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>Moves all times of a session into the past.</summary>
    private protected abstract Task AgeAsync(SessionId session, TimeSpan by);

    private protected async Task<SessionId> CreateAsync(string device = "Test")
    {
        var (session, _) = SessionId.Create(Owner);
        await Store.CreateAsync(session, Ticket, device, default);
        return session;
    }
}

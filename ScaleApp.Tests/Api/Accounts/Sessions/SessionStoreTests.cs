using ScaleApp.Api.Accounts.Sessions;
using SessionOptions = ScaleApp.Api.Accounts.Sessions.SessionOptions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public abstract class SessionStoreTests
{
    private protected static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private protected static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private protected static readonly byte[] Ticket = [1, 2, 3, 0, 255];

    private protected string Owner { get; } = $"owner-{Guid.NewGuid():N}";

    private protected static IOptions<SessionOptions> Options { get; } = Microsoft.Extensions.Options.Options.Create(
        new SessionOptions { IdleTimeout = Idle, Lifetime = Lifetime, MaxPerOwner = 3 });

    private protected abstract ISessionStore Store { get; }

    [RequiresFact("redis-server", "postgres")]
    public async Task Ticket_is_returned_as_it_was_stored()
    {
        var session = await CreateAsync();

        Assert.Equal(Ticket, await Store.UseAsync(session, default));
        Assert.Null(await Store.UseAsync(session with { Owner = Owner + "2" }, default));
        Assert.Null(await Store.UseAsync(SessionId.Create(Owner).Id, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Ended_and_unused_sessions_are_gone()
    {
        var (ended, unused, other) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        await AgeAsync(unused, Idle);

        Assert.True(await Store.EndAsync(ended, default));
        Assert.False(await Store.EndAsync(ended, default));

        Assert.Null(await Store.UseAsync(ended, default));
        Assert.Null(await Store.UseAsync(unused, default));
        Assert.Equal(other.Handle, Assert.Single(await Store.ListAsync(Owner, default)).Handle);

        await Store.EndAllAsync(Owner, default);

        Assert.Null(await Store.UseAsync(other, default));
        Assert.NotNull(await Store.UseAsync(await CreateAsync(), default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Session_ended_under_load_is_not_restored()
    {
        var session = await CreateAsync();
        await AgeAsync(session, Idle / 2);

        // Each of these writes the time of the use.
        var load = Enumerable.Range(0, 60).Select(_ => Task.Run(() => Store.UseAsync(session, default))).ToList<Task>();
        load.Insert(30, Store.EndAsync(session, default));
        await Task.WhenAll(load);

        Assert.Null(await Store.UseAsync(session, default));
        Assert.Empty(await Store.ListAsync(Owner, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Used_session_lives_until_its_absolute_expiry()
    {
        var session = await CreateAsync();
        var step = Idle * 0.8;
        var age = TimeSpan.Zero;

        while (age + step < Lifetime)
        {
            await AgeAsync(session, step);
            age += step;
            Assert.NotNull(await Store.UseAsync(session, default));
        }

        await AgeAsync(session, Lifetime - age);
        Assert.Null(await Store.UseAsync(session, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Use_soon_after_another_is_not_written()
    {
        var session = await CreateAsync();
        await AgeAsync(session, Options.Value.SlideInterval / 2);
        var before = Assert.Single(await Store.ListAsync(Owner, default));

        await Store.UseAsync(session, default);
        Assert.Equal(before.LastSeenAt, Assert.Single(await Store.ListAsync(Owner, default)).LastSeenAt);

        await AgeAsync(session, Options.Value.SlideInterval);
        await Store.UseAsync(session, default);
        Assert.True(Assert.Single(await Store.ListAsync(Owner, default)).LastSeenAt > before.LastSeenAt);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Owner_sees_own_sessions_last_used_first()
    {
        var phone = await CreateAsync("Phone");
        var laptop = await CreateAsync("Laptop");
        await AgeAsync(phone, Idle / 2);
        await AgeAsync(laptop, Idle / 4);
        await Store.UseAsync(phone, default);

        var sessions = await Store.ListAsync(Owner, default);

        Assert.Equal([phone.Handle, laptop.Handle], sessions.Select(session => session.Handle));
        Assert.Equal(["Phone", "Laptop"], sessions.Select(session => session.Device));
        Assert.True(sessions[0].CreatedAt < sessions[1].CreatedAt);
        Assert.Empty(await Store.ListAsync($"{Owner}-2", default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Surplus_session_ends_the_least_recently_used()
    {
        var sessions = new List<SessionId>();
        for (var i = 0; i < 3; i++)
        {
            sessions.Add(await CreateAsync());
            await AgeAsync(sessions[i], TimeSpan.FromMinutes(5 - i));
        }

        await Store.UseAsync(sessions[0], default);
        await CreateAsync();

        Assert.NotNull(await Store.UseAsync(sessions[0], default));
        Assert.Null(await Store.UseAsync(sessions[1], default));
        Assert.NotNull(await Store.UseAsync(sessions[2], default));
        Assert.Equal(3, (await Store.ListAsync(Owner, default)).Count);
    }

    private protected abstract Task AgeAsync(SessionId session, TimeSpan by);

    private protected async Task<SessionId> CreateAsync(string device = "Test")
    {
        var (session, _) = SessionId.Create(Owner);
        await Store.CreateAsync(session, Ticket, device, default);
        return session;
    }
}

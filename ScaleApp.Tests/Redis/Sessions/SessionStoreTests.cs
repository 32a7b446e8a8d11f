using System.Security.Claims;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Redis.Sessions;

/// <summary>What every store of sessions has to do.</summary>
public abstract class SessionStoreTests : SessionStoreSuite
{
    [RequiresFact("redis-server", "postgres")]
    public async Task A_ticket_comes_back_as_it_was_stored_and_names_its_session()
    {
        var (id, session) = await SignInAsync();

        var ticket = await Store.RetrieveAsync(id);

        Assert.Equal(Owner, ticket!.Principal.FindFirstValue("sub"));
        Assert.Equal("Ada", ticket.Principal.Identity!.Name);
        Assert.True(ticket.Principal.IsInRole("customer"));
        Assert.Equal(session.Handle, ticket.Principal.FindFirstValue("sid"));
        Assert.DoesNotContain(session.Handle, id);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Every_sign_in_has_an_id_of_its_own()
    {
        var (first, _) = await SignInAsync();
        var (second, _) = await SignInAsync();

        Assert.NotEqual(first, second);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task What_is_no_id_of_a_session_finds_none()
    {
        var (id, _) = await SignInAsync();
        string[] others =
        [
            "", ".", id[..^1], id + "A", id[1..], "x" + id, id.Replace('.', ':'), $"{Owner}.{new string('A', 43)}", $"{Owner}.{new string('}', 43)}",
            $"{new string('a', 65)}.{new string('A', 43)}", new string('A', 10_000),
        ];

        foreach (var other in others)
        {
            Assert.Null(await Store.RetrieveAsync(other));
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_session_that_has_ended_is_brought_back_by_nothing()
    {
        var (id, session) = await SignInAsync();
        var ticket = await Store.RetrieveAsync(id);

        await Store.RemoveAsync(id);
        await Store.RenewAsync(id, ticket!);

        Assert.Null(await Store.RetrieveAsync(id));
        Assert.Empty(await Store.ListAsync(Owner, default));
        Assert.False(await Store.EndAsync(session, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_session_that_ends_under_load_is_gone_whatever_was_in_flight()
    {
        var (id, session) = await SignInAsync();
        var ticket = (await Store.RetrieveAsync(id))!;
        await AgeAsync(session, Idle / 2);

        var load = Enumerable.Range(0, 60)
            .Select(i => Task.Run(() => i % 2 == 0 ? Store.RetrieveAsync(id) : Store.RenewAsync(id, ticket))).ToList();
        load.Insert(30, Store.RemoveAsync(id));
        await Task.WhenAll(load);

        Assert.Null(await Store.RetrieveAsync(id));
        Assert.Empty(await Store.ListAsync(Owner, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_renewed_ticket_is_the_one_that_is_found()
    {
        var (id, session) = await SignInAsync();

        await Store.RenewAsync(id, Ticket("administrator"));

        var ticket = await Store.RetrieveAsync(id);
        Assert.True(ticket!.Principal.IsInRole("administrator"));
        Assert.Equal(session.Handle, ticket.Principal.FindFirstValue("sid"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_session_that_is_not_used_ends()
    {
        var (id, session) = await SignInAsync();

        await AgeAsync(session, Idle);

        Assert.Null(await Store.RetrieveAsync(id));
        Assert.Empty(await Store.ListAsync(Owner, default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_session_that_is_used_lives_on_until_its_absolute_end()
    {
        var (id, session) = await SignInAsync();
        var step = Idle * 0.8;
        var age = TimeSpan.Zero;

        while (age + step < Lifetime)
        {
            await AgeAsync(session, step);
            age += step;
            Assert.NotNull(await Store.RetrieveAsync(id));
        }

        await AgeAsync(session, Lifetime - age);
        Assert.Null(await Store.RetrieveAsync(id));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_use_soon_after_another_is_not_written_down()
    {
        var (id, session) = await SignInAsync();
        await AgeAsync(session, Options.Value.SlideInterval / 2);
        var before = Assert.Single(await Store.ListAsync(Owner, default));

        await Store.RetrieveAsync(id);
        Assert.Equal(before.LastSeenAt, Assert.Single(await Store.ListAsync(Owner, default)).LastSeenAt);

        await AgeAsync(session, Options.Value.SlideInterval);
        await Store.RetrieveAsync(id);
        Assert.True(Assert.Single(await Store.ListAsync(Owner, default)).LastSeenAt > before.LastSeenAt);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task AnOwner_sees_all_sessions_and_nobody_elses_last_used_first()
    {
        var (phone, phoneSession) = await SignInAsync("Phone");
        var (_, laptopSession) = await SignInAsync(new string('x', 300));
        await AgeAsync(phoneSession, Idle / 2);
        await AgeAsync(laptopSession, Idle / 4);
        await Store.RetrieveAsync(phone);

        var sessions = await Store.ListAsync(Owner, default);

        Assert.Equal([phoneSession.Handle, laptopSession.Handle], sessions.Select(session => session.Handle));
        Assert.Equal(["Phone", new string('x', 200)], sessions.Select(session => session.Device));
        Assert.True(sessions[0].CreatedAt < sessions[1].CreatedAt);
        Assert.Empty(await Store.ListAsync($"{Owner}-2", default));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task All_sessions_of_anOwner_end_together_and_a_new_one_may_begin()
    {
        var (first, _) = await SignInAsync();
        var (second, _) = await SignInAsync();

        Assert.Equal(2, await Store.EndAllAsync(Owner, default));

        Assert.Null(await Store.RetrieveAsync(first));
        Assert.Null(await Store.RetrieveAsync(second));
        var (third, _) = await SignInAsync();
        Assert.NotNull(await Store.RetrieveAsync(third));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task One_session_too_many_ends_the_one_that_was_not_used_for_longest()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (id, session) = await SignInAsync();
            await AgeAsync(session, TimeSpan.FromMinutes(5 - i));
            ids.Add(id);
        }

        await Store.RetrieveAsync(ids[0]);
        await SignInAsync();

        Assert.NotNull(await Store.RetrieveAsync(ids[0]));
        Assert.Null(await Store.RetrieveAsync(ids[1]));
        Assert.NotNull(await Store.RetrieveAsync(ids[2]));
        Assert.Equal(3, (await Store.ListAsync(Owner, default)).Count);
    }
}

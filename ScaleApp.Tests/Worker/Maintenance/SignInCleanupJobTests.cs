using ScaleApp.Data.Tokens;
using ScaleApp.Worker.Maintenance;

namespace ScaleApp.Tests.Worker.Maintenance;

public class SignInCleanupJobTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    private const int Ended = 2_100;

    [RequiresFact("postgres")]
    public async Task Only_expired_sessions_token_families_and_revocations_are_deleted()
    {
        await database.ScalarAsync<long>(
            $"""
            WITH s AS (
                INSERT INTO sessions (owner, handle, ticket, device, created_at, seen_at, expires_at, ends_at)
                SELECT 'owner', n::text, ''::bytea, '', now(), now(), now() + CASE n WHEN 0 THEN 1 ELSE -1 END * interval '1 minute', now()
                FROM generate_series(0, {Ended}) n),
            f AS (
                INSERT INTO token_families (id, customer_id, current_hash, expires_at, ends_at)
                SELECT gen_random_uuid(), 1, ''::bytea, now() + CASE n WHEN 0 THEN 1 ELSE -1 END * interval '1 minute', now()
                FROM generate_series(0, {Ended}) n),
            r AS (
                INSERT INTO token_revocations (subject, not_before)
                SELECT n::text, now() - CASE n WHEN 0 THEN interval '20 minutes' ELSE interval '2 hours' END FROM generate_series(0, {Ended}) n)
            SELECT 0::bigint
            """);

        await new SignInCleanupJob(database.Source, Options.Create(new TokenOptions()), NullLogger<SignInCleanupJob>.Instance).RunAsync(default);

        foreach (var table in (string[])["sessions", "token_families", "token_revocations"])
        {
            Assert.Equal(1L, await database.CountAsync(table));
        }
    }
}

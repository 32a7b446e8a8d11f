using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public sealed class PostgresSessionStoreTests(ShopDatabase database) : SessionStoreTests, IClassFixture<ShopDatabase>
{
    private protected override ISessionStore Store => new PostgresSessionStore(database.Source, Options);

    private protected override Task AgeAsync(SessionId session, TimeSpan by) => database.ExecuteAsync(
        $"""
        UPDATE sessions SET created_at = created_at - age, seen_at = seen_at - age, expires_at = expires_at - age, ends_at = ends_at - age
        FROM (SELECT interval '{by:c}' AS age) AS moved WHERE owner = '{session.Owner}' AND handle = '{session.Handle}'
        """);
}

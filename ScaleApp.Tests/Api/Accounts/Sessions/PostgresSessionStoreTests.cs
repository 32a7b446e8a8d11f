using ScaleApp.Api.Accounts.Sessions;

namespace ScaleApp.Tests.Api.Accounts.Sessions;

public sealed class PostgresSessionStoreTests(ShopDatabase database) : SessionStoreTests, IClassFixture<ShopDatabase>
{
    private protected override ISessionStore Store => new PostgresSessionStore(database.Source, Options);

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override async Task AgeAsync(SessionId session, TimeSpan by)
    {
        await using var command = database.Source.CreateCommand(
            """
            UPDATE sessions SET created_at = created_at - $3, seen_at = seen_at - $3, expires_at = expires_at - $3, ends_at = ends_at - $3
            WHERE owner = $1 AND handle = $2
            """);
        command.Parameters.Add(new() { Value = session.Owner });
        command.Parameters.Add(new() { Value = session.Handle });
        command.Parameters.Add(new() { Value = by });
        await command.ExecuteNonQueryAsync();
    }
}

using ScaleApp.Data.Files;
using ScaleApp.Data.Files.Postgres;
using ScaleApp.Data.Orders.Exports;
using ScaleApp.Data.Tokens;
using ScaleApp.Worker.Maintenance;

namespace ScaleApp.Tests.Worker.Maintenance;

public sealed class CleanupJobTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [RequiresFact("postgres")]
    public async Task Only_expired_rows_and_files_are_removed()
    {
        await using var shop = database.Context();
        await shop.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO idempotent_answers (customer_id, key, fingerprint, status, body, created_at)
                SELECT 1, 'old-' || n, ''::bytea, 201, ''::bytea, now() - interval '25 hours' FROM generate_series(1, 2500) n
                UNION ALL SELECT 1, 'fresh', ''::bytea, 201, ''::bytea, now() - interval '23 hours';
            INSERT INTO email_deliveries (message_id, claimed_until)
                VALUES ('old', now() - interval '31 days'), ('fresh', now() - interval '29 days');
            INSERT INTO digest_runs (occurrence, best_sellers, started_at)
                SELECT now() - days * interval '1 day', '[]', now() FROM generate_series(28, 32) days;
            INSERT INTO carts (customer_id, changed_at) VALUES (1, now() - interval '15 days'), (2, now() - interval '13 days');
            INSERT INTO cart_lines (customer_id, product_id, quantity) VALUES (1, 1, 1), (1, 2, 1), (2, 1, 1);
            """);
        var files = new FileArchive(shop, new PostgresFileStore(database.Source), TimeProvider.System);
        var old = await AddExportAsync(files, "25 hours");
        var fresh = await AddExportAsync(files, "23 hours");

        await RunAsync();
        await RunAsync();

        Assert.Equal("fresh", await database.ScalarAsync<string>("SELECT string_agg(key, ',') FROM idempotent_answers"));
        Assert.Equal("fresh", await database.ScalarAsync<string>("SELECT string_agg(message_id, ',') FROM email_deliveries"));
        Assert.Equal(2L, await database.CountAsync("digest_runs"));
        Assert.Equal(2, await database.ScalarAsync<int>("SELECT customer_id FROM carts"));
        Assert.Equal(2, await database.ScalarAsync<int>("SELECT customer_id FROM cart_lines"));
        Assert.Equal(fresh, await database.ScalarAsync<Guid>("SELECT id FROM order_exports"));
        Assert.Null(await files.FindAsync(OrderExport.FileNameOf(old), default));
        Assert.NotNull(await files.FindAsync(OrderExport.FileNameOf(fresh), default));
        Assert.Equal(1L, await database.CountAsync("files WHERE condemned_at IS NOT NULL"));
    }

    [RequiresFact("postgres")]
    public async Task Only_expired_sessions_token_families_and_revocations_are_deleted()
    {
        await database.ExecuteAsync(
            """
            CREATE TEMP TABLE ages AS SELECT n, now() - CASE n WHEN 0 THEN interval '50 minutes' ELSE interval '2 hours' END AS ended FROM generate_series(0, 2100) n;
            INSERT INTO sessions (owner, handle, ticket, device, created_at, seen_at, expires_at, ends_at)
                SELECT 'owner', n::text, ''::bytea, '', now(), now(), ended + interval '1 hour', now() FROM ages;
            INSERT INTO token_families (id, customer_id, current_hash, expires_at, ends_at)
                SELECT gen_random_uuid(), 1, ''::bytea, ended + interval '1 hour', now() FROM ages;
            INSERT INTO token_revocations (subject, not_before) SELECT n::text, ended FROM ages;
            """);

        await RunAsync();

        foreach (var table in (string[])["sessions", "token_families", "token_revocations"])
        {
            Assert.Equal(1L, await database.CountAsync(table));
        }
    }

    private async Task<Guid> AddExportAsync(FileArchive files, string age)
    {
        var id = await database.ScalarAsync<Guid>(
            $"INSERT INTO order_exports (id, customer_id, state, progress, requested_at) VALUES (gen_random_uuid(), 1, 0, 0, now() - interval '{age}') RETURNING id");
        await files.SaveAsync(OrderExport.FileNameOf(id), "text/csv", new MemoryStream(new byte[10]), 10, default);
        return id;
    }

    private async Task RunAsync()
    {
        await using var shop = database.Context();
        var store = new PostgresFileStore(database.Source);
        await new CleanupJob(shop, new FileArchive(shop, store, TimeProvider.System), new FileSweeper(shop, store),
            Options.Create(new TokenOptions()), TimeProvider.System, NullLogger<CleanupJob>.Instance).RunAsync(default);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using ScaleApp.Data;
using ScaleApp.Data.Guard;
using ScaleApp.Data.Outbox;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Data.Guard;

public class OnceTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    private readonly string _key = $"default/{Guid.NewGuid():N}";

    [RequiresFact("postgres")]
    public async Task An_effect_happens_at_the_first_attempt_only()
    {
        var before = await StockAsync();

        Assert.True(await RunAsync());
        Assert.False(await RunAsync());

        Assert.Equal(before - 1, await StockAsync());
    }

    [RequiresFact("postgres")]
    public async Task Of_attempts_that_run_at_the_same_time_one_has_the_effect()
    {
        var before = await StockAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RunAsync()));

        Assert.Single(outcomes, happened => happened);
        Assert.Equal(before - 1, await StockAsync());
    }

    [RequiresFact("postgres")]
    public async Task An_effect_that_fails_can_be_tried_again()
    {
        await using (var shop = database.Context())
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => shop.OnceAsync(_key, async ct =>
            {
                await TakeOneAsync(shop, ct);
                throw new InvalidOperationException("The effect fails.");
            }, default));
        }

        var before = await StockAsync();
        Assert.True(await RunAsync());
        Assert.Equal(before - 1, await StockAsync());
    }

    [RequiresFact("postgres")]
    public async Task Changes_that_the_effect_only_tracks_are_saved_with_it()
    {
        await using (var shop = database.Context())
        {
            await shop.OnceAsync(_key, async ct => (await shop.Products.FirstAsync(p => p.Id == 2, ct)).Name = _key, default);
        }

        Assert.Equal(_key, await database.ScalarAsync<string>("SELECT name FROM products WHERE id = 2"));
    }

    [RequiresFact("postgres")]
    public async Task In_a_transaction_of_the_callers_it_happens_with_its_commit()
    {
        await using (var shop = database.Context())
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            Assert.True(await shop.OnceAsync(_key, ct => TakeOneAsync(shop, ct), default));
            await transaction.RollbackAsync();
        }

        Assert.True(await RunAsync());
    }

    [RequiresFact("postgres")]
    public async Task Effects_are_forgotten_when_they_are_old_and_not_before()
    {
        Assert.True(await RunAsync());
        await using (var shop = database.Context())
        {
            await shop.Database.ExecuteSqlAsync($"INSERT INTO job_effects SELECT 'old-' || n, now() - interval '31 days' FROM generate_series(1, 6000) n");
        }

        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        using var cleaner = new EffectCleaner(
            source, Options.Create(new OutboxOptions()), TimeProvider.System, NullLogger<EffectCleaner>.Instance);

        Assert.Equal(6000, await cleaner.CleanAsync(default));
        Assert.False(await RunAsync());
    }

    private async Task<bool> RunAsync()
    {
        await using var shop = database.Context();
        return await shop.OnceAsync(_key, ct => TakeOneAsync(shop, ct), default);
    }

    private static Task TakeOneAsync(ShopContext shop, CancellationToken ct) =>
        shop.Products.Where(product => product.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(p => p.Stock, p => p.Stock - 1), ct);

    private Task<int> StockAsync() => database.ScalarAsync<int>("SELECT stock FROM products WHERE id = 1");
}

using ScaleApp.Api.Idempotency;
using ScaleApp.Data;

namespace ScaleApp.Tests.Api.Orders;

public sealed class IdempotentRequestsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("DO $$ BEGIN RAISE serialization_failure; END $$")]
    [InlineData("DO $$ BEGIN RAISE deadlock_detected; END $$")]
    public async Task Database_conflict_retries_the_whole_operation(string conflict)
    {
        var attempts = 0;

        var answer = await AnswerAsync(async (shop, ct) =>
        {
            await TakeOneAsync(shop, ct);
            if (++attempts == 1)
            {
                await shop.Database.ExecuteSqlRawAsync(conflict, ct);
            }
        });

        Assert.Equal((2, (int)HttpStatusCode.Created), (attempts, answer.Status));
        Assert.Equal(99, await api.Database.StockAsync(1));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Failed_request_is_rolled_back_and_its_key_stays_usable()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AnswerAsync(async (shop, ct) =>
        {
            await TakeOneAsync(shop, ct);
            throw new InvalidOperationException("It fails.");
        }));
        Assert.Equal(100, await api.Database.StockAsync(1));

        var answer = await AnswerAsync(TakeOneAsync);

        Assert.False(answer.IsReplayed);
        Assert.Equal(99, await api.Database.StockAsync(1));
        Assert.Equal((int)HttpStatusCode.UnprocessableEntity, (await AnswerAsync(TakeOneAsync, "POST /another")).Status);
    }

    private async Task<StoredResponse> AnswerAsync(Func<ShopContext, CancellationToken, Task> work, string endpoint = "POST /test")
    {
        await api.Database.SetStockAsync(1, 100);
        await using var scope = api.First.Services.CreateAsyncScope();
        var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
        return await scope.ServiceProvider.GetRequiredService<IdempotentRequests>().AnswerAsync(1, _key, endpoint, Encoding.UTF8.GetBytes("body"), async ct =>
        {
            await work(shop, ct);
            return new StoredResponse((int)HttpStatusCode.Created, "{}"u8.ToArray());
        }, default);
    }

    private static Task TakeOneAsync(ShopContext shop, CancellationToken ct) =>
        shop.Products.Where(product => product.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(product => product.Stock, product => product.Stock - 1), ct);
}

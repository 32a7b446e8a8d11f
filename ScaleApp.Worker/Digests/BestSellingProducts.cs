using Grpc.Core;
using Grpc.Net.Client.Configuration;
using ScaleApp.Data.Catalog.V1;

namespace ScaleApp.Worker.Digests;

/// <summary>The best sellers for a digest: from the catalog of the API, whose replicas share a cache, or else from the database.</summary>
internal sealed partial class BestSellingProducts(
    ProductCatalog.ProductCatalogClient catalog, ShopContext shop, TimeProvider time, ILogger<BestSellingProducts> logger)
{
    // For all attempts together. A replica that has just started compiles what it runs for the first time.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Calls are made one by one at the replicas in turn; one that a replica refuses is repeated at the next.</summary>
    public static void AddClient(IServiceCollection services) => services
        .AddGrpcClient<ProductCatalog.ProductCatalogClient>(client => client.Address = new Uri("http://_grpc.api"))
        .ConfigureChannel(channel => channel.ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = 3,
                        InitialBackoff = TimeSpan.FromMilliseconds(50),
                        MaxBackoff = TimeSpan.FromMilliseconds(500),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                    },
                },
            },
        });

    public async Task<BestSeller[]> ListAsync(int count, CancellationToken ct)
    {
        try
        {
            var answer = await catalog.ListBestSellersAsync(
                new ListBestSellersRequest { Count = count }, deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: ct);
            return [.. answer.Products.Select(product => new BestSeller(product.Name, product.PriceCents / 100m, product.UnitsSold))];
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogUnavailable(error.StatusCode, error.Status.Detail);
            return await shop.Products.AsNoTracking()
                .OrderByDescending(product => product.UnitsSold).ThenBy(product => product.Id).Take(count)
                .Select(product => new BestSeller(product.Name, product.Price, product.UnitsSold)).ToArrayAsync(ct);
        }
    }

    [LoggerMessage(7130, LogLevel.Warning, "The best sellers of the digest come from the database, because no replica of the API answered: {Code}: {Reason}")]
    private partial void LogUnavailable(StatusCode code, string reason);
}

using System.Text.Json;
using Grpc.Core;
using ScaleApp.Data.Catalog.V1;

namespace ScaleApp.Api.Catalog;

/// <summary>The catalog for other services, by gRPC. Gateways do not forward to the port on which it listens.</summary>
internal sealed class CatalogService(CatalogCache cache) : ProductCatalog.ProductCatalogBase
{
    private const int MaxCount = 100;

    public override async Task<ListBestSellersResponse> ListBestSellers(ListBestSellersRequest request, ServerCallContext context)
    {
        if (request.Count is < 1 or > MaxCount)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"count is {request.Count}; it has to be from 1 to {MaxCount}."));
        }

        var (json, _) = await cache.BestSellersAsync(request.Count, context.CancellationToken);
        var products = JsonSerializer.Deserialize<BestSeller[]>(json, JsonSerializerOptions.Web) ?? [];
        return new ListBestSellersResponse
        {
            Products =
            {
                products.Select(product => new BestSellingProduct
                {
                    Id = product.Id, Name = product.Name, PriceCents = (long)(product.Price * 100), UnitsSold = product.UnitsSold,
                }),
            },
        };
    }
}

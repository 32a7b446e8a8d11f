using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Hybrid;
using ScaleApp.Api.Limits;

namespace ScaleApp.Api.Catalog;

/// <summary>What the shop sells.</summary>
internal static class CatalogApi
{
    public static IHostApplicationBuilder AddCatalog(this IHostApplicationBuilder builder)
    {
        builder.AddRedisHybridCache();
        builder.Services.AddSingleton<IHybridCacheSerializer<CachedJson>, CachedJson.Serializer>();
        builder.Services.AddSingleton<CatalogCache>();
        builder.Services.AddSingleton<BestSellers>();
        builder.Services.AddScoped<Products>();

        return builder;
    }

    public static RouteGroupBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/products").WithTags("Catalogue").ProducesValidationProblem();

        group.MapGet("/", List).WithSummary("All products, page by page");
        group.MapGet("/top", Top).WithSummary("The products that sell best, cached for five minutes")
            .RequireLimit(RateLimitOptions.ReadsPolicy).Produces<BestSeller[]>();
        group.MapGet("/{id}", Find).WithName("FindProduct").WithSummary("One product")
            .RequireLimit(RateLimitOptions.ReadsPolicy).ProducesProblem(StatusCodes.Status404NotFound);

        return group;
    }

    private static async Task<Ok<ProductPage>> List(
        Products products, CancellationToken ct, [Range(0, int.MaxValue)] int after = 0, [Range(1, 100)] int limit = 20) =>
        TypedResults.Ok(await products.PageAsync(after, limit, ct));

    private static async Task<BestSellersResult> Top(BestSellers bestSellers, CancellationToken ct, [Range(1, 100)] int count = 10) =>
        new(await bestSellers.GetAsync(count, ct));

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Find(
        [Range(1, int.MaxValue)] int id, Products products, CancellationToken ct) =>
        await products.FindAsync(id, ct) is { } product ? TypedResults.Ok(product) : TypedResults.NotFound();

    /// <summary>Sends the JSON as it was kept, and says whether it came from the cache.</summary>
    private sealed class BestSellersResult(BestSellersAnswer answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = answer.Json.Length;
            response.Headers["X-Cache"] = answer.IsHit ? "hit" : "miss";

            return response.BodyWriter.WriteAsync(answer.Json, httpContext.RequestAborted).AsTask();
        }
    }
}

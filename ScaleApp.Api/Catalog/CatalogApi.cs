using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Data;

namespace ScaleApp.Api.Catalog;

/// <summary>What the shop sells.</summary>
internal static class CatalogApi
{
    public static IHostApplicationBuilder AddCatalog(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CatalogCache>();
        builder.Services.AddSingleton<BestSellers>();

        return builder;
    }

    public static RouteGroupBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/products").WithTags("Catalogue").ProducesValidationProblem();

        group.MapGet("/", List).WithSummary("All products, page by page");
        group.MapGet("/top", Top).WithSummary("The products that sell best, cached for five minutes")
            .Produces<BestSeller[]>();
        group.MapGet("/{id}", Find).WithName("FindProduct").WithSummary("One product")
            .ProducesProblem(StatusCodes.Status404NotFound);

        return group;
    }

    private static async Task<Ok<ProductPage>> List(
        ShopContext shop, CancellationToken ct, [Range(0, int.MaxValue)] int after = 0, [Range(1, 100)] int limit = 20)
    {
        // One more than asked for tells whether there is a next page.
        var products = await shop.Products.AsNoTracking()
            .Where(product => product.Id > after).OrderBy(product => product.Id)
            .Take(limit + 1).Select(ProductDetails.FromProduct).ToListAsync(ct);
        var items = products.Count > limit ? products[..limit] : products;

        return TypedResults.Ok(new ProductPage(items, products.Count > limit ? items[^1].Id : null));
    }

    private static async Task<BestSellersResult> Top(BestSellers bestSellers, CancellationToken ct, [Range(1, 100)] int count = 10) =>
        new(await bestSellers.GetAsync(count, ct));

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Find(
        [Range(1, int.MaxValue)] int id, ShopContext shop, CancellationToken ct) =>
        await shop.Products.AsNoTracking().Where(product => product.Id == id).Select(ProductDetails.FromProduct)
            .SingleOrDefaultAsync(ct) is { } product
            ? TypedResults.Ok(product)
            : TypedResults.NotFound();

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

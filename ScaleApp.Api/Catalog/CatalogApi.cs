namespace ScaleApp.Api.Catalog;

internal static class CatalogApi
{
    public static void AddCatalog(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CatalogCache>();
        builder.Services.AddScoped<Products>();

        // Otherwise a request for any path of two segments is one for an unknown service, and answered so.
        builder.Services.AddGrpc(grpc => grpc.IgnoreUnknownServices = true);
    }

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/products").WithTags("Catalogue").ProducesValidationProblem();

        group.MapGet("/", List).WithSummary("List products, page by page");
        group.MapGet("/top", Top).WithSummary("List the best-selling products, cached for five minutes")
            .RequireLimit(RateLimitOptions.ReadsPolicy).Produces<BestSeller[]>();
        group.MapGet("/{id}", Find).WithName("FindProduct").WithSummary("Get a product")
            .RequireLimit(RateLimitOptions.ReadsPolicy).ProducesProblem(StatusCodes.Status404NotFound);

        // Its callers are services, which limit themselves.
        routes.MapGrpcService<CatalogService>().DisableRateLimiting();
    }

    private static async Task<Ok<ProductPage>> List(
        Products products, CancellationToken ct, [Range(0, int.MaxValue)] int after = 0, [Range(1, 100)] int limit = 20) =>
        TypedResults.Ok(await products.PageAsync(after, limit, ct));

    private static async Task Top(CatalogCache cache, HttpResponse response, CancellationToken ct, [Range(1, 100)] int count = 10)
    {
        // Sent as it was cached: a result would copy it.
        var (json, origin) = await cache.BestSellersAsync(count, ct);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        response.Headers["X-Cache"] = origin;
        await response.Body.WriteAsync(json, ct);
    }

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Find(
        [Range(1, int.MaxValue)] int id, CatalogCache cache, CancellationToken ct) =>
        await cache.FindProductAsync(id, ct) is { } product ? TypedResults.Ok(product) : TypedResults.NotFound();
}

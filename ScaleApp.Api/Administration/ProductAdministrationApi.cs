using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ScaleApp.Api.Catalog;
using ScaleApp.Data;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Administration;

/// <summary>What administrators do to products.</summary>
internal static class ProductAdministrationApi
{
    public static IHostApplicationBuilder AddAdministration(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section);
        builder.Services.AddAuthentication(ApiKeyHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(CustomerRoles.Administrator, policy => policy.RequireRole(CustomerRoles.Administrator));

        return builder;
    }

    public static RouteGroupBuilder MapProductAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/products").WithTags("Administration")
            .RequireAuthorization(CustomerRoles.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapPut("/{id}", Update).WithSummary("Change a product, for every replica at once")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        return group;
    }

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Update(
        [Range(1, int.MaxValue)] int id, ProductUpdate update, ShopContext shop, CatalogCache cache, CancellationToken ct)
    {
        // Announced before it is made: an update that could not be announced would leave old answers in the cache.
        var invalidation = await cache.BeginUpdateAsync(ct);
        var changed = await shop.Products.Where(product => product.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(product => product.Name, update.Name)
            .SetProperty(product => product.Price, update.Price!.Value)
            .SetProperty(product => product.Stock, update.Stock!.Value), ct);
        await cache.EndUpdateAsync(invalidation);

        return changed == 0
            ? TypedResults.NotFound()
            : TypedResults.Ok(await shop.Products.AsNoTracking().Where(product => product.Id == id)
                .Select(ProductDetails.FromProduct).SingleAsync(ct));
    }
}

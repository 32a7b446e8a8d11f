using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Catalog;

namespace ScaleApp.Api.Administration;

/// <summary>What administrators do to products.</summary>
internal static class ProductAdministrationApi
{
    public static RouteGroupBuilder MapProductAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/products").WithTags("Administration")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapPut("/{id}", Update).WithSummary("Change a product, for every replica at once")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

        return group;
    }

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Update(
        [Range(1, int.MaxValue)] int id, ProductUpdate update, Products products, CancellationToken ct) =>
        await products.UpdateAsync(id, update, ct) is { } product ? TypedResults.Ok(product) : TypedResults.NotFound();
}

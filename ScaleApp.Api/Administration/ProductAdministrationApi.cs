using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Catalog;
using ScaleApp.Data.Customers;

namespace ScaleApp.Api.Administration;

/// <summary>What administrators do to products.</summary>
internal static class ProductAdministrationApi
{
    public static IHostApplicationBuilder AddAdministration(this IHostApplicationBuilder builder)
    {
        // AddAuthentication would bring Data Protection, whose keys nothing here uses, and write them to the disk at each start.
        builder.Services.AddWebEncoders();
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section);
        new AuthenticationBuilder(builder.Services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyHandler.SchemeName))
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
        [Range(1, int.MaxValue)] int id, ProductUpdate update, Products products, CancellationToken ct) =>
        await products.UpdateAsync(id, update, ct) is { } product ? TypedResults.Ok(product) : TypedResults.NotFound();
}

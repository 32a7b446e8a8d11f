using System.Globalization;
using Microsoft.Net.Http.Headers;
using ScaleApp.Api.Catalog;

namespace ScaleApp.Api.Administration;

internal static class ProductAdministrationApi
{
    public static void MapProductAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/products").WithTags("Administration")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapGet("/{id}", Find).WithSummary("Get a product from the database, with its version as ETag")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPut("/{id}", Update).WithSummary("Update a product on every replica at once; a new stock needs If-Match")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<ProductDetails>, NotFound>> Find(
        [Range(1, int.MaxValue)] int id, Products products, HttpResponse response, CancellationToken ct) =>
        await products.FindVersionAsync(id, ct) is { } found ? Answer(found, response) : TypedResults.NotFound();

    private static async Task<Results<Ok<ProductDetails>, NotFound, ProblemHttpResult>> Update(
        [Range(1, int.MaxValue)] int id, ProductUpdate update, Products products, HttpRequest request, HttpResponse response, CancellationToken ct)
    {
        var given = request.GetTypedHeaders().IfMatch;
        if (given.Count == 0 && update.Stock is not null)
        {
            // What was sold since the administrator looked would be in stock again.
            return TypedResults.Problem(statusCode: StatusCodes.Status428PreconditionRequired, title: "A stock needs If-Match.",
                detail: "GET this address, and send its ETag as If-Match; or leave the stock out.");
        }

        var versions = given.Count == 0 || given.Any(tag => tag.Tag == "*") ? null : Versions(given);
        if (await products.UpdateAsync(id, update, versions, ct) is { } changed)
        {
            return Answer(changed, response);
        }

        return versions is null || await products.FindVersionAsync(id, ct) is null
            ? TypedResults.NotFound()
            : TypedResults.Problem(statusCode: StatusCodes.Status412PreconditionFailed, title: "The product has changed since.",
                detail: "The product was sold or changed after the version in If-Match. Get it again and repeat the update; nothing was changed.");
    }

    private static Ok<ProductDetails> Answer(VersionedProduct found, HttpResponse response)
    {
        response.GetTypedHeaders().ETag = new EntityTagHeaderValue($"\"{found.Version}\"");
        return TypedResults.Ok(found.Product);
    }

    private static uint[] Versions(IEnumerable<EntityTagHeaderValue> tags) =>
    [
        .. tags.Where(tag => !tag.IsWeak)
            .Select(tag => uint.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0),
    ];
}

/// <summary>The new values of a product.</summary>
/// <param name="Name">The product's name.</param>
/// <param name="Price">The price of one unit, with at most two decimals.</param>
/// <param name="Stock">
/// How many units there are, which needs the header <c>If-Match</c> with the version that this number is for. Left out, the stock stays as it is.
/// </param>
public sealed record ProductUpdate(
    [Required, StringLength(200, MinimumLength = 1)] string Name,
    [Required, Range(0d, 9_999_999d)] decimal? Price,
    [Range(0, 1_000_000)] int? Stock = null) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Price is { } price && decimal.Round(price, 2) != price)
        {
            yield return new ValidationResult("The price has at most two decimals.", [nameof(Price)]);
        }

        // PostgreSQL's text holds every character but this one.
        if (Name?.Contains('\0', StringComparison.Ordinal) is true)
        {
            yield return new ValidationResult("The name holds a character that cannot be stored.", [nameof(Name)]);
        }
    }
}

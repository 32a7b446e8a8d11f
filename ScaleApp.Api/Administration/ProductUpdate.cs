using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Administration;

// Public, because validation skips internal types.

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
    /// <inheritdoc/>
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

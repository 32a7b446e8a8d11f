using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Administration;

// Public, because validation passes over records that are internal.

/// <summary>What a product is to be from now on.</summary>
/// <param name="Name">What the product is called.</param>
/// <param name="Price">What one unit costs, with at most two decimals.</param>
/// <param name="Stock">How many units there are.</param>
public sealed record ProductUpdate(
    [Required, StringLength(200, MinimumLength = 1)] string Name,
    [Required, Range(0d, 9_999_999d)] decimal? Price,
    [Required, Range(0, 1_000_000)] int? Stock) : IValidatableObject
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

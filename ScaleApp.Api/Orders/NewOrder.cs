namespace ScaleApp.Api.Orders;

/// <summary>What a customer wants to buy.</summary>
/// <param name="Lines">1 to 100 products, each once.</param>
public sealed record NewOrder([Required, MinLength(1), MaxLength(NewOrder.MaxLines)] IReadOnlyList<NewOrderLine> Lines) : IValidatableObject
{
    public const int MaxLines = 100;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // Reported by what is said of the list itself.
        if (Lines is null || Lines.Any(line => line is null))
        {
            yield return new ValidationResult("Each line names a product and a quantity.", [nameof(Lines)]);
        }
        else if (Lines.DistinctBy(line => line.ProductId).Count() < Lines.Count)
        {
            yield return new ValidationResult("List each product once, with its total quantity.", [nameof(Lines)]);
        }
    }
}

/// <summary>So many of one product.</summary>
public sealed record NewOrderLine([Range(1, int.MaxValue)] int ProductId, [Range(1, NewOrderLine.MaxQuantity)] int Quantity)
{
    public const int MaxQuantity = 1_000;
}

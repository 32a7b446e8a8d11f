using System.ComponentModel.DataAnnotations;
using ScaleApp.Data.Idempotency;

namespace ScaleApp.Api.Idempotency;

/// <summary>The key that a client chooses for a request which it may have to repeat. It is required, of printable ASCII, and short.</summary>
/// <remarks>Validation passes over parameters that are null, so give the parameter an empty default.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class IdempotencyKeyAttribute : ValidationAttribute
{
    /// <summary>The header it comes in.</summary>
    public const string Header = "Idempotency-Key";

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: > 0 and <= IdempotentAnswer.MaxKeyLength } key && key.All(letter => letter is > ' ' and <= '~')
            ? ValidationResult.Success
            : new ValidationResult(
                $"{Header} has to be given: 1 to {IdempotentAnswer.MaxKeyLength} characters of ASCII without spaces, new for each "
                + "request, the same when it is repeated.",
                [Header]);
}

using Microsoft.OpenApi;
using ScaleApp.Data.Idempotency;

namespace ScaleApp.Api.Idempotency;

/// <summary>The key that a client chooses for a request which it may have to repeat. It is required, of printable ASCII, and short.</summary>
/// <remarks>Validation passes over parameters that are null, so give the parameter an empty default.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class IdempotencyKeyAttribute : ValidationAttribute
{
    public const string Header = "Idempotency-Key";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: > 0 and <= IdempotentAnswer.MaxKeyLength } key && key.All(letter => letter is > ' ' and <= '~')
            ? ValidationResult.Success
            : new ValidationResult(
                $"{Header} has to be given: 1 to {IdempotentAnswer.MaxKeyLength} characters of ASCII without spaces, new for each "
                + "request, the same when it is repeated.",
                [Header]);
}

internal static class IdempotencyKeyRequirement
{
    /// <summary>For handlers that have a parameter with <see cref="IdempotencyKeyAttribute"/> and answer through <see cref="IdempotentRequests"/>.</summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .AddEndpointFilter(RefuseSeveralKeys)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>()
                .Where(parameter => parameter.Name == IdempotencyKeyAttribute.Header))
            {
                parameter.Required = true;
                parameter.Description = "Use a new key for each request and the same key for its retries, so that nothing is done twice.";
                parameter.Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MinLength = 1,
                    MaxLength = IdempotentAnswer.MaxKeyLength,
                    Pattern = "^[!-~]+$",
                };
                parameter.Example = "8e03978e-40d5-43e8-bc93-6894a57f9324";
            }

            return Task.CompletedTask;
        });

    // The framework joins headers of one name with a comma, which a key may contain.
    private static ValueTask<object?> RefuseSeveralKeys(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.Headers[IdempotencyKeyAttribute.Header].Count > 1
            ? ValueTask.FromResult<object?>(TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest,
                title: "The request has several idempotency keys.", detail: $"Send one {IdempotencyKeyAttribute.Header} header."))
            : next(context);
}

using Microsoft.OpenApi;
using ScaleApp.Data.Idempotency;

namespace ScaleApp.Api.Idempotency;

/// <summary>Describes endpoints that take an idempotency key.</summary>
internal static class IdempotencyKeyRequirement
{
    /// <summary>
    /// For handlers that have a parameter with <see cref="IdempotencyKeyAttribute"/> and answer through <see cref="IdempotentRequests"/>.
    /// </summary>
    public static RouteHandlerBuilder RequireIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>()
                .Where(parameter => parameter.Name == IdempotencyKeyAttribute.Header))
            {
                parameter.Required = true;
                parameter.Description = "New for each request, and the same when it is repeated: then nothing is done twice.";
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
}

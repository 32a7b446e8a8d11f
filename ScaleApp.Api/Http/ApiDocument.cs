using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ScaleApp.Api.Http;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class ApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ScaleApp";
            document.Info.Version = "v1";
            document.Info.Description =
                "A shop served by any number of replicas. Everything that is not success is problem details (RFC 9457).";
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(ApiExamples.ShowAsync);
        options.AddOperationTransformer(async (operation, context, ct) =>
        {
            var problem = await context.GetOrCreateSchemaAsync(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), null, ct);
            operation.Responses ??= [];
            foreach (var (status, meaning) in ((string, string)[])
                [("429", "Rate limit exceeded. Retry after the time in Retry-After."), ("500", "Something is broken."), ("503", "A backend is unavailable, or the replica is overloaded. Retry after the time in Retry-After.")])
            {
                operation.Responses.TryAdd(status, new OpenApiResponse
                {
                    Description = meaning,
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
                });
            }
        });
    }
}

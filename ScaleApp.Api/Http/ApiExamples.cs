using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ScaleApp.Api.Http;

/// <summary>Shows in the OpenAPI document what an endpoint takes and gives, by example.</summary>
internal static class ApiExamples
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="answer">What success looks like: of a type in <see cref="ApiJson"/>.</param>
    /// <param name="request">What is sent, likewise.</param>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder endpoint, object? answer = null, object? request = null) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            Show(operation.RequestBody?.Content, request);
            foreach (var (status, response) in operation.Responses ?? [])
            {
                Show(status.StartsWith('2') ? response.Content : null, answer);
            }

            return Task.CompletedTask;
        });

    private static void Show(IDictionary<string, OpenApiMediaType>? content, object? value)
    {
        if (value is not null && content is not null && content.TryGetValue("application/json", out var json))
        {
            // A node of its own for each place, since a node has one parent.
            json.Example = Node(value);
        }
    }

    private static JsonNode? Node(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), ApiJson.Default);
}

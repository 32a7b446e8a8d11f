using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Api.Http;

public class HttpConventionsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/nothing/here", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/products/1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/whoami", HttpStatusCode.MethodNotAllowed)]
    public async Task Failures_are_problem_details_for_browsers_too(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", "text/html" } } };
        using var response = await api.First.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/whoami")]
    [InlineData("/nothing")]
    public async Task Every_response_has_security_headers_and_hides_the_server(string path)
    {
        using var response = await api.First.Client.GetAsync(path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task OpenAPI_document_has_examples_for_requests_and_responses()
    {
        var document = await api.First.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var without = document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _) && !schema.Value.TryGetProperty("examples", out _))
            .Select(schema => schema.Name)
            .ToList();

        Assert.True(without is [], $"Add an example to ApiExamples of: {string.Join(", ", without)}");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Requests_file_walks_through_every_endpoint()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(TestTopology.RepositoryFolder(), "ScaleApp.Api", "requests.http"));
        var document = await api.First.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var missing = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject(), (path, operation) => (Method: operation.Name.ToUpperInvariant(), Path: path.Name))
            .Where(operation => !HasRequest(operation.Method, operation.Path))
            .ToList();

        Assert.Empty(missing);

        bool HasRequest(string method, string path) => Regex.IsMatch(
            file, $$"""^{{method}} \{\{address\}\}{{Regex.Replace(path, "{[^}]*}", "[^/]+")}}(\?.*)?$""", RegexOptions.Multiline);
    }

    /// <summary>Validation silently ignores internal types, and would walk through every table of a database context.</summary>
    [RequiresFact("redis-server", "postgres")]
    public void Handlers_take_only_types_that_are_validated()
    {
        var handlers = api.First.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route.StartsWith("/api/", StringComparison.Ordinal) is true)
            .Select(endpoint => (endpoint.DisplayName, endpoint.Metadata.GetMetadata<MethodInfo>(), endpoint.Metadata.GetMetadata<IAcceptsMetadata>()))
            .ToList();

        Assert.NotEmpty(handlers);
        Assert.All(handlers, handler =>
        {
            var (name, method, accepts) = handler;
            Assert.NotNull(method);
            Assert.DoesNotContain(method.GetParameters(), parameter => parameter.ParameterType.IsAssignableTo(typeof(DbContext)));
            Assert.True(accepts?.RequestType?.IsVisible ?? true, $"{name} takes an internal type, which is not validated");
        });
    }
}

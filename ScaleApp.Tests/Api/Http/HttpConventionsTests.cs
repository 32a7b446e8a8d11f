using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Tests.Hosting;
using ScaleApp.Tests.Support;

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
    public async Task OpenAPI_document_describes_every_route_with_its_problems()
    {
        var document = await api.First.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var paths = document.GetProperty("paths");

        foreach (var path in (string[])["/api/whoami", "/api/products", "/api/products/top", "/api/products/{id}", "/api/admin/products/{id}"])
        {
            foreach (var operation in paths.GetProperty(path).EnumerateObject())
            {
                var responses = operation.Value.GetProperty("responses");
                Assert.True(responses.TryGetProperty("200", out _), $"{path} has no success");
                Assert.True(responses.GetProperty("503").GetProperty("content").TryGetProperty("application/problem+json", out _), path);
            }
        }

        var update = paths.GetProperty("/api/admin/products/{id}").GetProperty("put").GetProperty("responses");
        Assert.All((string[])["400", "401", "403", "404", "413", "415"], status => Assert.True(update.TryGetProperty(status, out _), status));
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
            .SelectMany(path => path.Value.EnumerateObject(), (path, operation) => $"{operation.Name.ToUpperInvariant()} {path.Name}")
            .Where(operation => !Regex.IsMatch(file, $"^{Regex.Replace(operation, "{[^}]*}", "[^/\n]+").Replace(" ", " {{address}}", StringComparison.Ordinal)}(\?.*)?$", RegexOptions.Multiline))
            .ToList();

        Assert.Empty(missing);
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

    [RequiresFact("redis-server", "postgres")]
    public async Task Whoami_names_this_process()
    {
        var replica = await api.First.Client.GetFromJsonAsync<JsonElement>("/api/whoami");

        Assert.Equal(Environment.ProcessId, replica.GetProperty("processId").GetInt32());
        Assert.NotEmpty(replica.GetProperty("replica").GetString()!);
        Assert.True(replica.GetProperty("startedAt").GetDateTimeOffset() <= TimeProvider.System.GetUtcNow());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Whoami_names_the_service_instance()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString,
            "OTEL_RESOURCE_ATTRIBUTES=deployment=test,service.instance.id=api-x7f3");

        var answer = await replica.Client.GetFromJsonAsync<JsonElement>("/api/whoami");

        Assert.Equal("api-x7f3", answer.GetProperty("replica").GetString());
    }
}

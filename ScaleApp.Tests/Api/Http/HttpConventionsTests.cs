using System.Text.RegularExpressions;
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
        using var response = await api.First.Client.SendAsync(method, path, body: null, ("Accept", "text/html"));

        var problem = await response.ProblemAsync(status);
        Assert.Equal(((int)status, path), (problem.GetProperty("status").GetInt32(), problem.GetProperty("instance").GetString()));
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"email":""", "at $.email, line 1, byte 9")]
    [InlineData("""{"email":"ada@example.com","password":7}""", "at $.password, line 1, byte 39")]
    [InlineData("[]", "at $, line 1, byte 1")]
    public async Task Unreadable_body_is_refused_with_the_position(string body, string place)
    {
        using var response = await api.First.Client.SendAsync("POST", "/api/login", body);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains(place, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("/api/whoami")]
    [InlineData("/nothing")]
    public async Task Every_response_has_security_headers_and_hides_the_server(string path)
    {
        using var response = await api.First.Client.GetAsync(path);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy);
        Assert.DoesNotContain("unsafe-inline", policy);
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
}

using System.Net.Mime;

namespace ScaleApp.Tests.Api.Http;

/// <summary>A problem says what is wrong, where, and what to do.</summary>
public class ProblemWordingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"email":""", "at $.email, line 1, byte 9")]
    [InlineData("""{"email":"ada@example.com","password":7}""", "at $.password, line 1, byte 39")]
    [InlineData("[]", "at $, line 1, byte 1")]
    public async Task Unreadable_body_is_refused_with_the_position(string body, string place)
    {
        var problem = await PostAsync("/api/login", body, MediaTypeNames.Application.Json, HttpStatusCode.BadRequest);

        Assert.Contains(place, Text(problem, "detail"), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Unsupported_content_type_is_refused_with_the_supported_one()
    {
        var problem = await PostAsync("/api/login", "email=ada", MediaTypeNames.Text.Plain, HttpStatusCode.UnsupportedMediaType);

        Assert.Contains("application/json", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Invalid_fields_are_named_as_they_were_sent()
    {
        var problem = await PostAsync("/api/register", """{"email":"nobody","name":"Ada","password":"correct horse"}""",
            MediaTypeNames.Application.Json, HttpStatusCode.BadRequest);

        Assert.Equal("email", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal("/api/register", Text(problem, "instance"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Unauthorized_problem_says_how_to_sign_in()
    {
        using var response = await api.First.Client.GetAsync("/api/me");

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("/api/login", Text(problem, "detail"), StringComparison.Ordinal);
    }

    private async Task<JsonElement> PostAsync(string path, string body, string type, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await api.First.Client.PostAsync(path, content);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Text(JsonElement problem, string name) => problem.GetProperty(name).GetString()!;
}

using ScaleApp.Api.Files;
using ScaleApp.Tests.Api.Files;

namespace ScaleApp.Tests.Api.Http;

public class RequestBodyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Body = """{"email":"unknown@example.com","password":"correct horse"}""";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json ; Charset = utf-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json; CHARSET=\"utf\\-8\"; odata=verbose")]
    [InlineData("application/json; odata.metadata=minimal; charset=\"utf-8\"")]
    public async Task JSON_is_read_in_every_legal_spelling(string contentType) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(contentType));

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("application/json; charset=\"utf-7\"")]
    [InlineData("application/json; charset='utf-8'")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/json, application/json")]
    [InlineData("application/json; charset=\"utf-8")]
    [InlineData("garbage")]
    public async Task Body_of_another_type_or_charset_is_unsupported(string contentType) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(contentType));

    private async Task<HttpStatusCode> PostAsync(string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        Assert.True(content.Headers.TryAddWithoutValidation("Content-Type", contentType));
        using var response = await api.First.Client.PostAsync("/api/login", content);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return response.StatusCode;
    }

    // Clients that write their whole body before they read must still receive the answer.
    [RequiresTheory("redis-server", "postgres")]
    [InlineData(PictureUploads.MaxLength + 1)]
    [InlineData(20_000_000)]
    public async Task Upload_over_the_limit_is_answered_after_it_was_written(int length)
    {
        using var customer = await api.First.SignInAsync();

        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!,
            $"PUT /api/me/avatar HTTP/1.1\r\nCookie: {customer.Cookie}\r\nContent-Type: image/png", Pictures.Png(length));

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains($"at most {PictureUploads.MaxLength} bytes", answer, StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task JSON_over_the_limit_is_answered_after_it_was_written()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"email":"ada@example.com","name":"{{new string('x', 3_000_000)}}","password":"correct horse"}""");

        var answer = await RawRequest.SendAsync(api.First.Client.BaseAddress!, "POST /api/register HTTP/1.1\r\nContent-Type: application/json", body);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("at most 65536 bytes", answer, StringComparison.Ordinal);
    }
}

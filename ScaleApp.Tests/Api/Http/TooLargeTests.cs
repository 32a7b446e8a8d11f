using ScaleApp.Api.Files;
using ScaleApp.Tests.Api.Files;

namespace ScaleApp.Tests.Api.Http;

/// <summary>Clients that write their whole body before they read must still receive the answer.</summary>
public class TooLargeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
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

using ScaleApp.Api.Files;
using ScaleApp.Tests.Data.Files;
using static ScaleApp.Tests.Api.Files.PictureRequests;

namespace ScaleApp.Tests.Api.Files;

/// <summary>Which uploads are accepted as pictures, and what refused and interrupted uploads leave.</summary>
public sealed class PictureUploadTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "nothing", [] },
        { "text", "hello, I am no picture at all"u8.ToArray() },
        { "a page", "<html><script>alert(1)</script></html>"u8.ToArray() },
        { "a drawing with scripts", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray() },
        { "a GIF", "GIF89a............................"u8.ToArray() },
        { "half a PNG's signature", [0x89, (byte)'P', (byte)'N', (byte)'G'] },
        { "a RIFF of another kind", "RIFF....WAVEfmt ................"u8.ToArray() },
        { "a HEIC", [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8, .. new byte[100]] },
        { "an AVIF", [0, 0, 0, 24, .. "ftypavif\0\0\0\0mif1avif"u8, .. new byte[100]] },
        { "the beginning of a JPEG", [0xFF, 0xD8] },
        { "a form with a picture in it", [.. "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"u8, .. Pictures.Png(1_000)] },
    };

    [RequiresTheory("redis-server", "postgres")]
    [MemberData(nameof(NoPictures))]
    public async Task Content_that_is_not_a_picture_is_unsupported(string what, byte[] content)
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await UploadAsync(customer, content);

        Assert.True(answer.StatusCode is HttpStatusCode.UnsupportedMediaType, what);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.Client.GetAsync(AddressOf(customer))).StatusCode);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    public async Task Picture_with_enormous_dimensions_is_refused(string type)
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await UploadAsync(customer, Pictures.Of(type, width: 60_000, height: 60_000));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("60000 by 60000", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("image/jpg")]
    [InlineData("image/pjpeg")]
    [InlineData("image/png")]
    [InlineData("image/*")]
    [InlineData("application/octet-stream")]
    [InlineData("application/octet-stream; charset=binary")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("garbage")]
    [InlineData(null)]
    public async Task Picture_is_judged_by_its_bytes_not_its_content_type(string? type)
    {
        using var customer = await api.First.SignInAsync();
        using var content = new ByteArrayContent(Pictures.Jpeg());
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await customer.Client.PutAsync("/api/me/avatar", content);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PictureHeader.Jpeg, (await answer.Content.ReadFromJsonAsync<Picture>())!.ContentType);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Oversized_picture_is_refused_and_the_old_one_stays(bool saysItsLength)
    {
        using var customer = await api.First.SignInAsync();
        var before = Pictures.Png();
        await UploadAsync(customer, before);
        var large = Pictures.Png((int)PictureUploads.MaxLength + 1);

        using var content = saysItsLength ? (HttpContent)new ByteArrayContent(large) : new StreamContent(new TrickleStream(large));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/me/avatar") { Content = content, Headers = { ExpectContinue = true } };
        using var answer = await customer.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(before, await customer.Client.GetByteArrayAsync(AddressOf(customer)));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_picture_is_accepted_with_and_without_a_length(bool saysItsLength)
    {
        using var customer = await api.First.SignInAsync();
        var largest = Pictures.Png((int)PictureUploads.MaxLength - (saysItsLength ? 0 : 64 * 1024));

        using var content = new StreamContent(new TrickleStream(largest)) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        content.Headers.ContentLength = saysItsLength ? largest.Length : null;
        using var answer = await customer.Client.PutAsync("/api/me/avatar", content);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(largest, await customer.Client.GetByteArrayAsync(AddressOf(customer)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Interrupted_upload_leaves_the_previous_picture()
    {
        using var customer = await api.First.SignInAsync();
        var before = Pictures.Png();
        await UploadAsync(customer, before);

        using var content = new StreamContent(new TrickleStream(Pictures.Png(2_000_000), failsAt: 1_000_000))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("image/png"), ContentLength = 2_000_000 },
        };
        await Assert.ThrowsAnyAsync<Exception>(() => customer.Client.PutAsync("/api/me/avatar", content));

        Assert.Equal(before, await customer.Client.GetByteArrayAsync(AddressOf(customer)));
        await Eventually.IsTrueAsync(async () => await api.Database.CountAsync("files WHERE length IS NULL") == 0, "nothing is left of the upload");
    }
}

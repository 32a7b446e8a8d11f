using ScaleApp.Api.Files;
using ScaleApp.Tests.Api.Http;
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
        Assert.Equal(HttpStatusCode.NotFound, await customer.Client.StatusAsync(AddressOf(customer)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Picture_with_enormous_dimensions_is_refused()
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await UploadAsync(customer, Pictures.Png(width: 60_000, height: 60_000));

        var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("60000 by 60000", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
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
    public async Task Largest_picture_is_stored_and_a_larger_one_refused(bool saysItsLength)
    {
        using var customer = await api.First.SignInAsync();
        var largest = Pictures.Png((int)PictureUploads.MaxLength - (saysItsLength ? 0 : 64 * 1024));

        using var stored = await PutAsync(largest);
        using var refused = await PutAsync(Pictures.Png((int)PictureUploads.MaxLength + 1));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (stored.StatusCode, refused.StatusCode));
        Assert.Equal(largest, await customer.Client.GetByteArrayAsync(AddressOf(customer)));

        async Task<HttpResponseMessage> PutAsync(byte[] picture)
        {
            using var content = new StreamContent(new TrickleStream(picture)) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            content.Headers.ContentLength = saysItsLength ? picture.Length : null;
            using var request = new HttpRequestMessage(HttpMethod.Put, "/api/me/avatar") { Content = content, Headers = { ExpectContinue = true } };
            return await customer.Client.SendAsync(request);
        }
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

    [RequiresFact("redis-server", "postgres")]
    public async Task Stalled_upload_times_out_and_leaves_nothing()
    {
        await using var replica = await api.StartReplicaAsync("Pictures:UploadTimeout=00:00:01");
        using var customer = await replica.SignInAsync();

        // A raw request, because HttpClient reads no response before it has sent its request.
        var answer = await RawRequest.SendAsync(replica.Client.BaseAddress!,
            $"PUT /api/me/avatar HTTP/1.1\r\nCookie: {customer.Cookie}\r\nContent-Type: image/png", Pictures.Png(10_000), unsent: 10_000);

        Assert.StartsWith("HTTP/1.1 408 Request Timeout", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await customer.Client.StatusAsync(AddressOf(customer)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Uploads_share_one_limit_across_replicas_and_other_requests_none()
    {
        string[] limit = ["Limits:Policies:uploads:Permits=3", "Limits:Policies:uploads:Period=01:00:00"];
        await using var first = await api.StartReplicaAsync(limit);
        await using var second = await api.StartReplicaAsync(limit);
        using var customer = await first.SignInAsync();
        using var elsewhere = customer.On(second);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await PutAsync(i % 2 == 0 ? customer.Client : elsewhere, "/api/me/avatar", Pictures.Jpeg(1_000));
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.OK, await customer.Client.StatusAsync());
    }
}

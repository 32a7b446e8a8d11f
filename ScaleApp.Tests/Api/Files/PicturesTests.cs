using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ScaleApp.Api.Files;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Data.Files;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Files;

public sealed class PicturesTests(ApiFixture api) : IClassFixture<ApiFixture>
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
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/webp")]
    public async Task A_picture_uploaded_at_one_replica_is_shown_by_another_as_what_it_is(string type)
    {
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        var content = Pictures.Of(type, 600_001);

        // What the header claims does not matter among pictures: the bytes decide.
        using var saved = await UploadAsync(customer, content, "image/png");
        var picture = (await saved.Content.ReadFromJsonAsync<Picture>())!;
        using var shown = await other.GetAsync(picture.Address);

        Assert.Equal((type, content.Length), (picture.ContentType, (int)picture.Length));
        Assert.Equal(type, shown.Content.Headers.ContentType?.ToString());
        Assert.Equal(content, await shown.Content.ReadAsByteArrayAsync());
        Assert.True(shown.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal("inline", shown.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal(["nosniff"], shown.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("bytes", shown.Headers.AcceptRanges.Single());
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_picture_that_the_client_has_is_not_sent_again_until_it_is_another()
    {
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        await UploadAsync(customer, Pictures.Png());
        var tag = (await customer.Client.GetAsync(AddressOf(customer))).Headers.ETag!;

        using var same = await GetAsync(other, AddressOf(customer), request => request.Headers.IfNoneMatch.Add(tag));
        await UploadAsync(customer, Pictures.Jpeg());
        using var changed = await GetAsync(other, AddressOf(customer), request => request.Headers.IfNoneMatch.Add(tag));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_part_of_a_picture_is_sent_when_only_that_is_wanted()
    {
        using var customer = await api.First.SignInAsync();
        var content = Pictures.Png(700_000);
        await UploadAsync(customer, content);
        var tag = (await customer.Client.GetAsync(AddressOf(customer))).Headers.ETag!;

        using var middle = await GetAsync(customer.Client, AddressOf(customer), request => request.Headers.Range = new RangeHeaderValue(262_000, 530_000));
        using var end = await GetAsync(customer.Client, AddressOf(customer), request => request.Headers.Range = new RangeHeaderValue(null, 10));
        using var beyond = await GetAsync(customer.Client, AddressOf(customer), request => request.Headers.Range = new RangeHeaderValue(700_000, null));
        using var resumed = await GetAsync(customer.Client, AddressOf(customer), request =>
        {
            request.Headers.Range = new RangeHeaderValue(699_999, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        });
        using var outdated = await GetAsync(customer.Client, AddressOf(customer), request =>
        {
            request.Headers.Range = new RangeHeaderValue(699_999, null);
            request.Headers.IfRange = new RangeConditionHeaderValue("\"another\"");
        });

        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal(content[262_000..530_001], await middle.Content.ReadAsByteArrayAsync());
        Assert.Equal(content[^10..], await end.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(content[^1..], await resumed.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, outdated.StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Thumbnail_is_the_picture_until_a_worker_has_made_one()
    {
        using var customer = await api.First.SignInAsync();
        var content = Pictures.Png();
        await UploadAsync(customer, content);

        using var shown = await customer.Client.GetAsync($"{AddressOf(customer)}/thumbnail");

        Assert.Equal(content, await shown.Content.ReadAsByteArrayAsync());
        Assert.True(shown.Headers.CacheControl?.NoCache);
        Assert.Equal(1L, await api.Database.ScalarAsync<long>(
            $"""
            SELECT count(*) FROM outbox_jobs JOIN file_names ON arguments LIKE '%' || file_id || '%'
            WHERE name = 'avatars/{customer.Id}' AND type LIKE '%IThumbnailJob%'
            """));
    }

    [RequiresTheory("redis-server", "postgres")]
    [MemberData(nameof(NoPictures))]
    public async Task What_is_no_picture_is_refused_whatever_it_claims_to_be(string what, byte[] content)
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
    public async Task A_picture_that_says_it_is_enormous_is_refused(string type)
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await UploadAsync(customer, Pictures.Of(type, width: 60_000, height: 60_000));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("60000 by 60000", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_photograph_is_taken_though_its_size_comes_late_and_its_bytes_one_after_another()
    {
        using var customer = await api.First.SignInAsync();
        var photograph = Pictures.Jpeg(400_000, before: 200_000);

        using var content = new StreamContent(new TrickleStream(photograph)) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        using var answer = await customer.Client.PutAsync("/api/me/avatar", content);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(photograph, await customer.Client.GetByteArrayAsync(AddressOf(customer)));
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
    public async Task Picture_is_judged_by_its_bytes_whatever_its_type_says(string? type)
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
    public async Task A_picture_that_is_too_large_is_refused_and_the_one_before_stays(bool saysItsLength)
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
    public async Task A_large_picture_is_taken_also_from_who_does_not_say_its_length(bool saysItsLength)
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
    public async Task An_upload_that_is_cut_off_leaves_the_picture_before()
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
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task A_picture_that_was_taken_away_is_shown_no_more()
    {
        using var customer = await api.First.SignInAsync();
        await UploadAsync(customer, Pictures.Png());

        using var removed = await customer.Client.DeleteAsync("/api/me/avatar");

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.Client.GetAsync(AddressOf(customer))).StatusCode);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Administrators_give_products_their_pictures_and_everybody_sees_them()
    {
        using var customer = await api.First.SignInAsync();
        var content = Pictures.WebP();

        using var byCustomer = await PutAsync(customer.Client, "/api/admin/products/9/picture", content);
        using var byAdministrator = await PutAsync(api.First.Client, "/api/admin/products/9/picture", content, ApiReplica.ApiKey);
        using var ofNothing = await PutAsync(api.First.Client, "/api/admin/products/999999/picture", content, ApiReplica.ApiKey);
        using var shown = await api.Second.Client.GetAsync("/api/products/9/picture");

        Assert.Equal(HttpStatusCode.Forbidden, byCustomer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byAdministrator.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, ofNothing.StatusCode);
        Assert.Equal(content, await shown.Content.ReadAsByteArrayAsync());
        Assert.True(shown.Headers.CacheControl is { Public: true, MaxAge: not null });
    }

    private static string AddressOf(SignedInCustomer customer) => $"/api/customers/{customer.Id}/avatar";

    private static Task<HttpResponseMessage> UploadAsync(SignedInCustomer customer, byte[] content, string type = "image/png") =>
        PutAsync(customer.Client, "/api/me/avatar", content, type: type);

    private static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, string address, byte[] content, string? key = null, string type = "image/png")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        configure(request);
        return await client.SendAsync(request);
    }
}

using ScaleApp.Api.Files;
using static ScaleApp.Tests.Api.Files.PictureRequests;

namespace ScaleApp.Tests.Api.Files;

public sealed class PicturesTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("image/png")]
    [InlineData("image/jpeg")]
    [InlineData("image/webp")]
    public async Task Uploaded_picture_is_served_by_another_replica_with_its_type(string type)
    {
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        var content = Pictures.Of(type, 600_001);

        // The bytes decide which picture type it is, not the Content-Type header.
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
    public async Task Unchanged_picture_is_304_and_a_removed_one_404()
    {
        using var customer = await api.First.SignInAsync();
        using var other = customer.On(api.Second);
        await UploadAsync(customer, Pictures.Png());
        var tag = (await customer.Client.GetAsync(AddressOf(customer))).Headers.ETag!;

        using var same = await other.SendAsync("GET", AddressOf(customer), body: null, ("If-None-Match", $"{tag}"));
        await UploadAsync(customer, Pictures.Jpeg());
        using var changed = await other.SendAsync("GET", AddressOf(customer), body: null, ("If-None-Match", $"{tag}"));

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag);

        using var removed = await customer.Client.DeleteAsync("/api/me/avatar");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync(AddressOf(customer)));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Range_request_gets_part_of_a_picture()
    {
        using var customer = await api.First.SignInAsync();
        var content = Pictures.Png(700_000);
        await UploadAsync(customer, content);
        using var middle = await customer.Client.SendAsync("GET", AddressOf(customer), body: null, ("Range", "bytes=262000-530000"));
        using var end = await customer.Client.SendAsync("GET", AddressOf(customer), body: null, ("Range", "bytes=-10"));

        Assert.Equal(HttpStatusCode.PartialContent, middle.StatusCode);
        Assert.Equal(content[262_000..530_001], await middle.Content.ReadAsByteArrayAsync());
        Assert.Equal(content[^10..], await end.Content.ReadAsByteArrayAsync());
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

    [RequiresFact("redis-server", "postgres")]
    public async Task Product_picture_is_set_by_administrators_and_public()
    {
        using var customer = await api.First.SignInAsync();
        var content = Pictures.WebP();
        using var byAdministrator = await PutAsync(api.First.Administrator, "/api/admin/products/9/picture", content);
        using var ofNothing = await PutAsync(api.First.Administrator, "/api/admin/products/999999/picture", content);
        using var shown = await api.Second.Client.GetAsync("/api/products/9/picture");
        Assert.Equal(HttpStatusCode.OK, byAdministrator.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, ofNothing.StatusCode);
        Assert.Equal(content, await shown.Content.ReadAsByteArrayAsync());
        Assert.True(shown.Headers.CacheControl is { Public: true, MaxAge: not null });
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ScaleApp.Api.Files;
using ScaleApp.Tests.Data.Files;
using ScaleApp.Tests.Support;
using ScaleApp.Tests.Support.S3;

namespace ScaleApp.Tests.Api.Files;

/// <summary>The API with its files in a bucket instead of the database.</summary>
public sealed class S3PicturesTests(ApiFixture api, S3Server s3) : IClassFixture<ApiFixture>, IClassFixture<S3Server>
{
    [RequiresFact("redis-server", "postgres", "node", "npm")]
    public async Task Pictures_are_stored_in_the_bucket_and_served_from_it()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString, s3.Settings);
        using var customer = await replica.SignInAsync();
        var content = Pictures.Png((int)PictureUploads.MaxLength);

        using var saved = await UploadAsync(customer.Client, content);
        var picture = (await saved.Content.ReadFromJsonAsync<Picture>())!;
        using var part = new HttpRequestMessage(HttpMethod.Get, picture.Address) { Headers = { Range = new RangeHeaderValue(5_000, 9_999) } };
        using var partly = await customer.Client.SendAsync(part);

        Assert.Equal(content, await customer.Client.GetByteArrayAsync(picture.Address));
        Assert.Equal(content[5_000..10_000], await partly.Content.ReadAsByteArrayAsync());
        Assert.Equal(0L, await api.Database.ScalarAsync<long>("SELECT count(*) FROM file_chunks"));
        var file = await api.Database.ScalarAsync<Guid>($"SELECT file_id FROM file_names WHERE name = 'avatars/{customer.Id}'");
        using var client = s3.Client();
        Assert.Equal(content.Length, (await client.GetObjectMetadataAsync(S3Server.Bucket, file.ToString("N"))).ContentLength);
    }

    [RequiresFact("redis-server", "postgres", "node", "npm")]
    public async Task Picture_of_unknown_length_is_stored_unchanged_in_the_bucket()
    {
        await using var replica = await ApiReplica.StartAsync(api.Redis.ConnectionString, api.Database.ConnectionString, s3.Settings);
        using var customer = await replica.SignInAsync();
        var picture = Pictures.Png((int)PictureUploads.MaxLength - (64 * 1024));

        using var content = new StreamContent(new TrickleStream(picture)) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var saved = await customer.Client.PutAsync("/api/me/avatar", content);

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal(picture, await customer.Client.GetByteArrayAsync($"/api/customers/{customer.Id}/avatar"));
    }

    [RequiresFact("redis-server", "postgres", "node", "npm")]
    public async Task Unavailable_or_refusing_bucket_gives_503_with_Retry_After()
    {
        await using var unavailable = await ApiReplica.StartAsync(
            api.Redis.ConnectionString, api.Database.ConnectionString, [.. s3.Settings, "Files:S3:ServiceUrl=http://127.0.0.1:9"]);
        await using var refusing = await ApiReplica.StartAsync(
            api.Redis.ConnectionString, api.Database.ConnectionString, [.. s3.Settings, "Files:S3:Bucket=nobodys"]);

        foreach (var replica in (ApiReplica[])[unavailable, refusing])
        {
            using var customer = await replica.SignInAsync();
            using var answer = await UploadAsync(customer.Client, Pictures.Png());

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal(HttpStatusCode.NotFound, (await customer.Client.GetAsync($"/api/customers/{customer.Id}/avatar")).StatusCode);
        }
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, byte[] content)
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        return await client.PutAsync("/api/me/avatar", body);
    }
}

using ScaleApp.Api.Files;
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

        using var saved = await PictureRequests.UploadAsync(customer, content);
        var picture = (await saved.Content.ReadFromJsonAsync<Picture>())!;
        using var partly = await customer.Client.SendAsync("GET", picture.Address, body: null, ("Range", "bytes=5000-9999"));

        Assert.Equal(content, await customer.Client.GetByteArrayAsync(picture.Address));
        Assert.Equal(content[5_000..10_000], await partly.Content.ReadAsByteArrayAsync());
        Assert.Equal(0L, await api.Database.CountAsync("file_chunks"));
        var file = await api.Database.ScalarAsync<Guid>($"SELECT file_id FROM file_names WHERE name = 'avatars/{customer.Id}'");
        using var client = s3.Client();
        Assert.Equal(content.Length, (await client.GetObjectMetadataAsync(S3Server.Bucket, file.ToString("N"))).ContentLength);
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
            using var answer = await PictureRequests.UploadAsync(customer, Pictures.Png());

            await answer.AssertUnavailableAsync();
            Assert.Equal(HttpStatusCode.NotFound, await customer.Client.StatusAsync(PictureRequests.AddressOf(customer)));
        }
    }
}

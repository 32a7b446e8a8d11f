namespace ScaleApp.Tests.Api.Files;

public sealed class UploadBoundsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Stalled_upload_times_out_and_leaves_nothing()
    {
        await using var replica = await api.StartReplicaAsync("Pictures:UploadTimeout=00:00:01");
        using var customer = await replica.SignInAsync();

        // A raw socket, because HttpClient reads no response before it has sent its request.
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", replica.Client.BaseAddress!.Port);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /api/me/avatar HTTP/1.1\r\nHost: localhost\r\nCookie: {customer.Cookie}\r\nContent-Type: image/png\r\nContent-Length: 20000\r\n\r\n"));
        await stream.WriteAsync(Pictures.Png(10_000));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync().WaitAsync(Eventually.Default);

        Assert.Equal("HTTP/1.1 408 Request Timeout", status);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.Client.GetAsync($"/api/customers/{customer.Id}/avatar")).StatusCode);
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
            using var content = new ByteArrayContent(Pictures.Jpeg(1_000)) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
            using var answer = await (i % 2 == 0 ? customer.Client : elsewhere).PutAsync("/api/me/avatar", content);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.OK, (await customer.Client.GetAsync("/api/me")).StatusCode);
    }
}

namespace ScaleApp.Tests.Gateway;

/// <summary>Reads, repeatable changes, and others.</summary>
internal sealed class RequestLoad(TestGateway gateway) : Load(gateway.Client, "/whoami", clients: 12)
{
    private int _interrupted;

    /// <summary>POST requests that were answered with 502 or 504 because their replica failed while it had them.</summary>
    public int Interrupted => Volatile.Read(ref _interrupted);

    protected override HttpRequestMessage Create(int client) => (client % 4) switch
    {
        2 => new HttpRequestMessage(HttpMethod.Put, "/items") { Content = new ByteArrayContent(new byte[2_000]) },
        3 => new HttpRequestMessage(HttpMethod.Post, "/items") { Content = new ByteArrayContent(new byte[2_000]) },
        _ => base.Create(client),
    };

    protected override bool IsRight(HttpResponseMessage answer, string body)
    {
        var isInterrupted = answer.RequestMessage!.Method == HttpMethod.Post
            && answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && body.Contains("Idempotency-Key", StringComparison.Ordinal);
        Interlocked.Add(ref _interrupted, isInterrupted ? 1 : 0);
        return answer.IsSuccessStatusCode || isInterrupted;
    }
}

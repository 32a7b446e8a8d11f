namespace ScaleApp.Tests.Gateway;

/// <summary>Clients that send one request after another until the load is stopped: reads, repeatable changes, and others.</summary>
internal sealed class RequestLoad
{
    private readonly HttpClient _client;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Task _clients;
    private volatile bool _isEnough;
    private int _succeeded;
    private int _interrupted;

    private RequestLoad(HttpClient client, int clients)
    {
        _client = client;
        _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => RunAsync(number))));
    }

    public int Succeeded => Volatile.Read(ref _succeeded);

    /// <summary>POST requests that were answered with 502 or 504 because their replica failed while it had them.</summary>
    public int Interrupted => Volatile.Read(ref _interrupted);

    public string[] Failures => [.. _failures];

    public static RequestLoad Start(TestGateway gateway, int clients = 12) => new(gateway.Client, clients);

    public Task ContinueAsync(int requests)
    {
        var goal = Succeeded + requests;
        return Eventually.IsTrueAsync(() => Succeeded >= goal, $"{requests} more requests succeed (failed: {string.Join(", ", Failures.Take(5))})");
    }

    public async Task StopAsync()
    {
        _isEnough = true;
        await _clients;
    }

    private async Task RunAsync(int number)
    {
        while (!_isEnough)
        {
            using var request = Create(number);
            try
            {
                using var answer = await _client.SendAsync(request);
                await CountAsync(request.Method, answer);
            }
            catch (Exception error)
            {
                _failures.Enqueue($"{request.Method} {error.Message}");
            }
        }
    }

    private async Task CountAsync(HttpMethod method, HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync();
        if (answer.IsSuccessStatusCode)
        {
            Interlocked.Increment(ref _succeeded);
        }
        else if (method == HttpMethod.Post && answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout && body.Contains("Idempotency-Key", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _interrupted);
        }
        else
        {
            _failures.Enqueue($"{method} {(int)answer.StatusCode} {body}");
        }
    }

    private static HttpRequestMessage Create(int number) => (number % 4) switch
    {
        0 or 1 => new HttpRequestMessage(HttpMethod.Get, "/whoami"),
        2 => new HttpRequestMessage(HttpMethod.Put, "/items") { Content = new ByteArrayContent(new byte[2_000]) },
        _ => new HttpRequestMessage(HttpMethod.Post, "/items") { Content = new ByteArrayContent(new byte[2_000]) },
    };
}

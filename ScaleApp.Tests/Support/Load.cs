namespace ScaleApp.Tests.Support;

/// <summary>Clients that send one request after another until it ends, and record every answer that no client should see.</summary>
internal class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly HttpClient _client;
    private readonly string _address;
    private readonly Task _clients;
    private int _answers;

    /// <summary>Starts to request the address.</summary>
    public Load(HttpClient client, string address, int clients = 4)
    {
        (_client, _address) = (client, address);
        _clients = Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => AskAsync(number))));
    }

    public string[] Failures => [.. _failures];

    /// <summary>Completes after this many more answers.</summary>
    public Task PassAsync(int answers)
    {
        var wanted = Volatile.Read(ref _answers) + answers;
        return Eventually.IsTrueAsync(() => Volatile.Read(ref _answers) >= wanted, $"{answers} more answers (failed: {string.Join(", ", Failures.Take(5))})");
    }

    /// <summary>Ends the load, and returns the failures.</summary>
    public async Task<string[]> EndAsync()
    {
        await _stop.CancelAsync();
        await _clients;
        return Failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    protected virtual HttpRequestMessage Create(int client) => new(HttpMethod.Get, _address);

    /// <summary>Whether a client may see the answer: success, or 503 with Retry-After.</summary>
    protected virtual bool IsRight(HttpResponseMessage answer, string body) =>
        answer.IsSuccessStatusCode || answer is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };

    private async Task AskAsync(int number)
    {
        while (!_stop.IsCancellationRequested)
        {
            using var request = Create(number);
            try
            {
                using var answer = await _client.SendAsync(request, CancellationToken.None);
                var body = await answer.Content.ReadAsStringAsync();
                if (!IsRight(answer, body))
                {
                    _failures.Enqueue($"{request.Method} {(int)answer.StatusCode} {body}");
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                _failures.Enqueue($"{request.Method} {error.Message}");
            }

            Interlocked.Increment(ref _answers);
        }
    }
}

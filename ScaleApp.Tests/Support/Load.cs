namespace ScaleApp.Tests.Support;

/// <summary>Requests one address repeatedly, four at a time, and records every answer that no client should see.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int AtOnce = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<string> _failures = [];
    private readonly Task[] _askers;
    private int _answers;

    public Load(HttpClient client, string address) =>
        _askers = [.. Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => AskAsync(client, address)))];

    /// <summary>Completes after this many more answers.</summary>
    public Task PassAsync(int answers)
    {
        var wanted = Volatile.Read(ref _answers) + answers;
        return Eventually.IsTrueAsync(() => Volatile.Read(ref _answers) >= wanted, $"{answers} more answers");
    }

    /// <summary>Ends the load; returns the answers that were neither success nor 503 with Retry-After.</summary>
    public async Task<IReadOnlyCollection<string>> EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_askers);
        return _failures;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
    }

    private async Task AskAsync(HttpClient client, string address)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var response = await client.GetAsync(address, CancellationToken.None);
                if (!response.IsSuccessStatusCode
                    && (response.StatusCode is not HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is null))
                {
                    _failures.Add($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                }
            }
            catch (HttpRequestException error)
            {
                _failures.Add(error.Message);
            }

            Interlocked.Increment(ref _answers);
        }
    }
}

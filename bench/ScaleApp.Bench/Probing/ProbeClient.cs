using System.Diagnostics;
using System.Net;

namespace ScaleApp.Bench.Probing;

/// <summary>Sends requests as a well-behaved client does, which may know several gateways, and counts the outcomes.</summary>
internal sealed class ProbeClient(IReadOnlyList<Uri> gateways) : IDisposable
{
    /// <summary>How long a client tries before it gives up.</summary>
    public static readonly TimeSpan RetryTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);
    private static readonly long Origin = Stopwatch.GetTimestamp();

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = RetryTimeout };
    private readonly Lock _lock = new();
    private volatile int _gateway;

    /// <summary>A monotonic clock that all clients of the process share.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(Origin);

    public Uri Gateway => gateways[_gateway];

    /// <summary>Uses the next gateway from now on, unless another request has moved on already.</summary>
    public void Leave(Uri gateway)
    {
        lock (_lock)
        {
            if (Gateway == gateway)
            {
                _gateway = (_gateway + 1) % gateways.Count;
            }
        }
    }

    /// <summary>Sends a request, again where that is right, and returns the answer if it is a good one. The address of the request is below the gateway's.</summary>
    public async Task<ProbeAnswer?> SendAsync(RequestCounter counter, Func<HttpRequestMessage> create, Action? onSessionLost = null)
    {
        var begin = Now;
        for (var isRetried = false; ; isRetried = true)
        {
            var gateway = Gateway;
            var sent = Now;
            using var request = create();
            request.RequestUri = new Uri(gateway, request.RequestUri!);
            var (response, problem) = await TrySendAsync(request);
            using var disposed = response;
            if (response is null)
            {
                Leave(gateway);
            }

            var outcome = counter.Kind.Judge(response?.StatusCode, response?.Headers.RetryAfter is not null, gateways.Count > 1);
            if (outcome is RequestOutcome.ToRepeat && Now - begin < RetryTimeout)
            {
                // Another gateway is asked at once.
                await Task.Delay(response is null && Gateway != gateway && !isRetried ? TimeSpan.Zero : RetryDelay);
                continue;
            }

            if (outcome is RequestOutcome.SessionLost)
            {
                onSessionLost?.Invoke();
            }

            counter.Count(outcome, isRetried, $"{request.Method} {request.RequestUri.AbsolutePath}: {(response is null ? problem : $"{(int)response.StatusCode}")} after {(Now - begin).TotalSeconds:0.0} s");
            return outcome is RequestOutcome.Served
                ? new ProbeAnswer(response!.StatusCode, await response.Content.ReadAsByteArrayAsync(), Header(response, "RateLimit-Policy"), sent, Now)
                : null;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The whole answer, or why there is none.</summary>
    private async Task<(HttpResponseMessage? Response, string Problem)> TrySendAsync(HttpRequestMessage request)
    {
        try
        {
            return (await _http.SendAsync(request), "");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return (null, error.Message);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>A good answer, the limit that it is under, and when its request was sent and the answer was there.</summary>
internal sealed record ProbeAnswer(HttpStatusCode Status, byte[] Body, string? LimitPolicy, TimeSpan Sent, TimeSpan Answered);

using System.Net;

namespace ScaleApp.Bench.Gateway;

/// <summary>Kills replicas one after the other while clients send requests, and counts what the clients see.</summary>
internal sealed class KillBenchmark(GatewayProcess gateway, Upstreams upstreams, int kills, int clients)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private long _requests;
    private long _failedRepeatable;
    private long _interruptedPosts;
    private long _failedPosts;

    public async Task<KillFigures> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = gateway.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => SendAsync(http, number, enough.Token), CancellationToken.None)));

        for (var kill = 1; kill <= kills; kill++)
        {
            await Task.Delay(Between, cancellationToken);
            await upstreams.KillAsync(Random.Shared.Next(upstreams.Ports.Length));
            await upstreams.AddAsync(cancellationToken);
            Console.Error.WriteLine($"kill {kill}: {Volatile.Read(ref _requests)} requests, {Volatile.Read(ref _failedRepeatable)} repeatable ones failed");
        }

        await Task.Delay(Between, cancellationToken);
        await enough.CancelAsync();
        await load;
        return new KillFigures(kills, _requests, _failedRepeatable, _interruptedPosts, _failedPosts);
    }

    private async Task SendAsync(HttpClient http, int number, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            // Half of the requests read, and a quarter each are changes that can be repeated and that cannot.
            var method = (number++ % 4) switch { 0 or 1 => HttpMethod.Get, 2 => HttpMethod.Put, _ => HttpMethod.Post };
            using var request = new HttpRequestMessage(method, "/") { Content = method == HttpMethod.Get ? null : new ByteArrayContent(new byte[500]) };
            Count(method, await StatusAsync(http, request));
        }
    }

    /// <summary>Null when there was no answer.</summary>
    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using var answer = await http.SendAsync(request, CancellationToken.None);
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private void Count(HttpMethod method, HttpStatusCode? status)
    {
        Interlocked.Increment(ref _requests);
        if (status == HttpStatusCode.OK)
        {
            return;
        }

        if (method != HttpMethod.Post)
        {
            Interlocked.Increment(ref _failedRepeatable);
        }
        else if (status == HttpStatusCode.BadGateway)
        {
            Interlocked.Increment(ref _interruptedPosts);
        }
        else
        {
            Interlocked.Increment(ref _failedPosts);
        }
    }
}

/// <summary>What clients saw while replicas were killed.</summary>
/// <param name="Kills">How many replicas were killed.</param>
/// <param name="Requests">All requests.</param>
/// <param name="FailedRepeatable">GET and PUT requests without a good answer. Target: none.</param>
/// <param name="InterruptedPosts">POST requests that a killed replica had, answered with 502.</param>
/// <param name="FailedPosts">POST requests that failed in another way. Target: none.</param>
internal sealed record KillFigures(int Kills, long Requests, long FailedRepeatable, long InterruptedPosts, long FailedPosts);

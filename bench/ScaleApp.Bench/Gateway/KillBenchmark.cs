using System.Collections.Concurrent;
using System.Net;

namespace ScaleApp.Bench.Gateway;

/// <summary>Kills replicas one after the other while clients send requests, and counts what the clients see.</summary>
internal sealed class KillBenchmark(GatewayProcess gateway, Upstreams upstreams, int kills, int clients)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(HttpMethod Method, HttpStatusCode? Status), long> _answers = new();

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
            var figures = Figures(kill);
            Console.Error.WriteLine($"kill {kill}: {figures.Requests} requests, {figures.FailedRepeatable} repeatable ones failed");
        }

        await Task.Delay(Between, cancellationToken);
        await enough.CancelAsync();
        await load;
        return Figures(kills);
    }

    private async Task SendAsync(HttpClient http, int number, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            // Half of the requests read, and a quarter each are changes that can be repeated and that cannot.
            var method = (number++ % 4) switch { 0 or 1 => HttpMethod.Get, 2 => HttpMethod.Put, _ => HttpMethod.Post };
            using var request = new HttpRequestMessage(method, "/") { Content = method == HttpMethod.Get ? null : new ByteArrayContent(new byte[500]) };
            _answers.AddOrUpdate((method, await StatusAsync(http, request)), 1, (_, count) => count + 1);
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

    private KillFigures Figures(int killed)
    {
        return new(killed, Count((_, _) => true),
            Count((method, status) => method != HttpMethod.Post && status != HttpStatusCode.OK),
            Count((method, status) => method == HttpMethod.Post && status == HttpStatusCode.BadGateway),
            Count((method, status) => method == HttpMethod.Post && status is not (HttpStatusCode.OK or HttpStatusCode.BadGateway)));

        long Count(Func<HttpMethod, HttpStatusCode?, bool> isOne) =>
            _answers.Where(answer => isOne(answer.Key.Method, answer.Key.Status)).Sum(answer => answer.Value);
    }
}

/// <summary>What clients saw while replicas were killed.</summary>
/// <param name="Kills">How many replicas were killed.</param>
/// <param name="Requests">All requests.</param>
/// <param name="FailedRepeatable">GET and PUT requests without a good answer. Target: none.</param>
/// <param name="InterruptedPosts">POST requests that a killed replica had, answered with 502.</param>
/// <param name="FailedPosts">POST requests that failed in another way. Target: none.</param>
internal sealed record KillFigures(int Kills, long Requests, long FailedRepeatable, long InterruptedPosts, long FailedPosts);

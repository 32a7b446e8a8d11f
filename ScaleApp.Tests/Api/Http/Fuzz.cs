namespace ScaleApp.Tests.Api.Http;

/// <summary>Sends malformed requests to every operation, several at once.</summary>
internal static class Fuzz
{
    private const int AtOnce = 8;

    // Far longer than any request takes, also on a busy machine.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    /// <summary>Asserts that none is answered with a server error, and that none hangs.</summary>
    /// <param name="client">Sends the requests.</param>
    /// <param name="seed">The same seed gives the same requests.</param>
    /// <param name="each">The number of requests for each operation.</param>
    public static async Task AssertHarmlessAsync(HttpClient client, int seed, int each)
    {
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var failures = new ConcurrentBag<string>();
        var sent = 0;
        await Parallel.ForEachAsync(new MalformedRequests(document, seed).Make(each),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
            {
                Interlocked.Increment(ref sent);
                if (await FailureAsync(client, request.Request) is { } failure)
                {
                    failures.Add($"{failure}: {request.Description}");
                }

                request.Request.Dispose();
            });

        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10)));
        Assert.True(sent > 15 * each, $"Only {sent} requests were made.");
    }

    private static async Task<string?> FailureAsync(HttpClient client, HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(Hang);
        try
        {
            using var response = await client.SendAsync(request, limit.Token);

            // A busy machine answers with Retry-After: nothing has failed.
            var isBusy = response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null;
            return (int)response.StatusCode >= 500 && !isBusy ? $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(limit.Token)}" : null;
        }
        catch (OperationCanceledException)
        {
            return $"no answer in {Hang.TotalSeconds} s";
        }
        catch (HttpRequestException)
        {
            // The client refuses to send it, or the server closes a connection with invalid HTTP; its health is checked afterwards.
            return null;
        }
    }
}

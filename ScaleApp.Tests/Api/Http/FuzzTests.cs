namespace ScaleApp.Tests.Api.Http;

/// <summary>Thousands of malformed requests to every operation: none is a server error, none hangs, the replica survives.</summary>
public class FuzzTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int EachOperation = 60, AtOnce = 8;

    // Far longer than any request takes, also on a busy machine.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("nobody")]
    [InlineData("customer")]
    [InlineData("administrator")]
    public async Task Malformed_requests_are_never_server_errors(string sender)
    {
        using var customer = await api.First.SignInAsync();
        var client = sender switch
        {
            "customer" => customer.Client,
            "administrator" => api.First.Administrator,
            _ => api.First.Client,
        };
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var failures = new ConcurrentBag<string>();
        var requests = new MalformedRequests(document, seed: sender.Length).Make(EachOperation).ToList();

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            if (await FailureAsync(client, request) is { } failure)
            {
                failures.Add($"{failure}: {request} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(CancellationToken.None))}");
            }
        });

        Assert.True(failures.IsEmpty, string.Join('\n', failures.Take(10)));
        Assert.True(requests.Count > 15 * EachOperation, $"Only {requests.Count} requests were made.");
        Assert.Equal("Healthy", (await api.First.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
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

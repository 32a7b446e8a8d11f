using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Tests.Api.Accounts;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Http;

/// <summary>Thousands of requests that make no sense, to every operation: none is the server's fault, none hangs, the replica lives on.</summary>
public class FuzzTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int EachOperation = 60;
    private const int AtOnce = 8;

    // Far more than any takes, also on a machine with other work.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("nobody")]
    [InlineData("customer")]
    [InlineData("administrator")]
    public async Task No_malformed_request_is_answered_as_an_error_of_the_server(string sender)
    {
        var document = await api.First.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        using var customer = await api.First.SignInAsync();
        using var client = sender is "customer" ? SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, customer.Cookie)
            : SignedInCustomer.ClientWith(api.First.Client.BaseAddress!, "none=1");
        if (sender is "administrator")
        {
            client.DefaultRequestHeaders.Add("X-Api-Key", ApiReplica.ApiKey);
        }

        var failures = new ConcurrentBag<string>();
        var sent = 0;
        await Parallel.ForEachAsync(new MalformedRequests(document, seed: sender.Length).Make(EachOperation),
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
        Assert.True(sent > 1_000, $"Only {sent} requests were made.");
        Assert.Equal("Healthy", (await api.First.Client.GetFromJsonAsync<JsonElement>("/health")).GetProperty("status").GetString());
    }

    private static async Task<string?> FailureAsync(HttpClient client, HttpRequestMessage request)
    {
        using var limit = new CancellationTokenSource(Hang);
        try
        {
            using var response = await client.SendAsync(request, limit.Token);
            return (int)response.StatusCode >= 500 ? $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(limit.Token)}" : null;
        }
        catch (OperationCanceledException)
        {
            return $"no answer in {Hang.TotalSeconds} s";
        }
        catch (HttpRequestException)
        {
            // The client refuses to send it, or the server ends the connection over what is no HTTP; its health is asked afterwards.
            return null;
        }
    }
}

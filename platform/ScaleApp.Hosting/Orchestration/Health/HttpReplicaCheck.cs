namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>Asks a replica's own port, past the load balancer, for a page that has to answer with one status code.</summary>
internal sealed class HttpReplicaCheck(string name, HttpMessageInvoker client, Uri address, int expectedStatusCode) : IReplicaCheck
{
    public string Name => name;

    public async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await client.SendAsync(request, cancellationToken);
            return (int)response.StatusCode == expectedStatusCode
                ? CheckResult.Healthy
                : CheckResult.Unhealthy($"{address} answered {(int)response.StatusCode} instead of {expectedStatusCode}");
        }
        catch (HttpRequestException error)
        {
            return CheckResult.Unhealthy($"{address} did not answer: {error.Message}");
        }
    }
}

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Ends an attempt whose response does not begin in time, and notes the status of one that does.</summary>
internal sealed class AttemptHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Attempt.Key, out var attempt);
        var response = await SendAsync(request, attempt?.Timeout, cancellationToken);
        attempt?.Answer((int)response.StatusCode);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout is not { } limit)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        // Until the headers of the response: the body has YARP's own time-out.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        return await base.SendAsync(request, deadline.Token);
    }
}

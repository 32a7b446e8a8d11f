namespace ScaleApp.Gateway.Forwarding;

/// <summary>Ends an attempt whose response does not begin in time, and notes the status of one that does.</summary>
internal sealed class AttemptHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Attempt.Key, out var attempt);

        // Until the headers of the response: the body has YARP's own time-out.
        using var deadline = attempt?.Timeout is { } timeout ? After(timeout, cancellationToken) : null;
        var response = await base.SendAsync(request, deadline?.Token ?? cancellationToken);
        attempt?.Answer((int)response.StatusCode);
        return response;
    }

    private static CancellationTokenSource After(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(timeout);
        return source;
    }
}

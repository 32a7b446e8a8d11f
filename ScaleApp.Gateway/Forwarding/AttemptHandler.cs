namespace ScaleApp.Gateway.Forwarding;

/// <summary>Ends an attempt whose response does not begin in time, as soon as another replica can be asked, and notes the status of one that does.</summary>
internal sealed class AttemptHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(Attempt.Key, out var attempt);

        // Until the headers of the response: the body has YARP's own time-out.
        if (attempt is not { Timeout: { } timeout })
        {
            return Noted(await base.SendAsync(request, cancellationToken), attempt);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Disposed first, and not before a check that is running has ended: one that cancelled a disposed source would end the process.
        await using var timer = time.CreateTimer(_ => EndIf(attempt.CanAskAnother(), end), null, timeout, CheckInterval);
        return Noted(await base.SendAsync(request, end.Token), attempt);
    }

    private static void EndIf(bool canAskAnother, CancellationTokenSource end)
    {
        if (canAskAnother)
        {
            end.Cancel();
        }
    }

    private static HttpResponseMessage Noted(HttpResponseMessage response, Attempt? attempt)
    {
        attempt?.Answer((int)response.StatusCode);
        return response;
    }
}

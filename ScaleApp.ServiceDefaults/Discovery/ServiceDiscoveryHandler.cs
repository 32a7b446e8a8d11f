namespace ScaleApp.ServiceDefaults;

/// <summary>Sends a request to the next address of the service it names. A retry, which passes here again, gets another.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri;
        if (asked is null)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.RequestUri = endpoints.Resolve(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = asked;
        }
    }
}

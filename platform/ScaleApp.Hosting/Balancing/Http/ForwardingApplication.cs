using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>What the HTTP server calls for each request: no middleware, no HttpContext, one object for each client connection.</summary>
internal sealed class ForwardingApplication(LoadBalancerOptions options, RequestForwarder forwarder) : IHttpApplication<Exchange>
{
    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        Exchange exchange;
        if (contextFeatures is IHostContextContainer<Exchange> connection)
        {
            exchange = connection.HostContext ??= new Exchange(options);
        }
        else
        {
            exchange = new Exchange(options);
        }

        exchange.Begin(contextFeatures);
        return exchange;
    }

    public Task ProcessRequestAsync(Exchange context) => forwarder.RunAsync(context);

    public void DisposeContext(Exchange context, Exception? exception)
    {
        // The next request of the connection takes it over.
    }
}

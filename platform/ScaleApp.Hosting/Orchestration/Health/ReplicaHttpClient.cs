using System.Net;

namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>Asks replicas over HTTP: no proxy, no redirects, no cookies, few connections.</summary>
internal sealed class ReplicaHttpClient : IDisposable
{
    public HttpMessageInvoker Invoker { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        MaxConnectionsPerServer = 2,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ActivityHeadersPropagator = null,
    });

    public void Dispose() => Invoker.Dispose();
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>The HTTP server that clients talk to: Kestrel, alone, so that hostile input meets a parser that has met it before.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private readonly LoadBalancerOptions _options;
    private readonly TimeProvider _time;
    private readonly WebApplication _services;
    private readonly IServer _server;

    public HttpFront(LoadBalancerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_options, _time) = (options, time);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);

        // Nothing here blocks, so a request may run where its bytes arrived: one hop between threads less, twice a request.
        builder.WebHost.UseSockets(static sockets => sockets.UnsafePreferInlineScheduling = true);
        if (IsHttps)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _services = builder.Build();
        _server = _services.Services.GetRequiredService<IServer>();
    }

    public int Port { get; private set; }

    private bool IsHttps => _options.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="IOException">The port cannot be bound.</exception>
    public async Task StartAsync(ForwardingApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(application, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw BindFailure.Explain(_options, error);
        }

        Port = new Uri(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Stops listening, waits for requests in flight until cancelled, then cuts them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;

        // Values are bytes to a proxy; Latin-1 brings each byte through as it came.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        // How large a body may be is for the application behind to say.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = _options.MaxConnections;
        var patience = _options.ActivityTimeout > TimeSpan.FromSeconds(2) ? _options.ActivityTimeout : TimeSpan.FromSeconds(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1 / patience.TotalSeconds, patience);
        kestrel.Limits.MinResponseDataRate = null;

        var certificate = IsHttps ? _options.Certificate ?? DevelopmentCertificate.Find(_options, _time) : null;
        kestrel.Listen(_options.Address, _options.Port, listen => Configure(listen, certificate));
        if (_options.Port != 0 && _options.Address.Equals(IPAddress.Loopback) && HasIPv6Loopback())
        {
            kestrel.Listen(IPAddress.IPv6Loopback, _options.Port, listen => Configure(listen, certificate));
        }
    }

    private static void Configure(ListenOptions listen, X509Certificate2? certificate)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }

    /// <summary>A system may know IPv6 and have no address of it, as many containers do.</summary>
    private static bool HasIPv6Loopback()
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ScaleApp.Hosting.Balancing;

namespace ScaleApp.Tests.Hosting.Balancing;

/// <summary>A real web server to balance over, which answers as the test says.</summary>
internal sealed class KestrelUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelUpstream(WebApplication app, Destination destination) => (_app, Destination) = (app, destination);

    public Destination Destination { get; }

    public string Name => Destination.Name;

    public static async Task<KestrelUpstream> StartAsync(string name, RequestDelegate answer, Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
            configure?.Invoke(kestrel);
        });

        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        var address = new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.First()).Port);
        return new(app, new Destination(name, address) { IsReady = true });
    }

    /// <summary>One that answers every request with its name.</summary>
    public static Task<KestrelUpstream> NamedAsync(string name) => StartAsync(name, context => context.Response.WriteAsync(name));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScaleApp.Redis;
using ScaleApp.Redis.SignalR;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>A hub that only tells connections their names: tests send through its context.</summary>
public sealed class PlainHub : Hub
{
    public string WhoAmI() => Context.ConnectionId;
}

/// <summary>A server with a hub at <c>/hub</c>, in this process. A client says who it is with <c>?user=</c>.</summary>
internal sealed class HubServer<THub> : IAsyncDisposable where THub : Hub
{
    private readonly WebApplication _app;

    private HubServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public IHubContext<THub> Hub => Services.GetRequiredService<IHubContext<THub>>();

    public IGroupManager Groups => Hub.Groups;

    public static async Task<HubServer<THub>> StartAsync(string redis, Action<BackplaneOptions>? configure = null,
        Action<ISignalRServerBuilder>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory());
        builder.Services.AddRedisConnection(options => options.ConnectionString = redis);
        builder.Services.AddSingleton<IUserIdProvider, UserFromQuery>();
        var signalr = builder.Services.AddSignalR().AddRedisBackplane(configure);
        more?.Invoke(signalr);

        var app = builder.Build();
        app.UseWebSockets();
        app.UseRouting();
        app.MapHub<THub>("/hub", hub => hub.TransportSendTimeout = TimeSpan.FromSeconds(2));
        await app.StartAsync();
        await app.Services.GetRequiredService<IRedisConnection>().WaitUntilConnectedAsync(default).WaitAsync(Eventually.Default);
        return new HubServer<THub>(app);
    }

    public Task<HubClient> ConnectAsync(string? user = null) => HubClient.ConnectAsync(Address, user);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private sealed class UserFromQuery : IUserIdProvider
    {
        public string? GetUserId(HubConnectionContext connection) => connection.GetHttpContext()!.Request.Query["user"];
    }
}

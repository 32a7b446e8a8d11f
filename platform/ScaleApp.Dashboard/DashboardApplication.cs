using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Security;
using ScaleApp.Dashboard.Shell;

namespace ScaleApp.Dashboard;

/// <summary>The dashboard: a web application of its own ports, alone in its process or inside a host's.</summary>
public sealed class DashboardApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DashboardOptions _options;

    private DashboardApplication(WebApplication app)
    {
        _app = app;
        _options = app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value;
    }

    /// <summary>The address that signs a browser in; known once it has started.</summary>
    public Uri LoginLink => new(Address, $"{Login.Path}?t={_app.Services.GetRequiredService<LoginKey>().Token}");

    /// <summary>Where the pages are; known once it has started.</summary>
    public Uri Address => WithPort(_options.FrontendUrl, Ports[0]);

    internal IServiceProvider Services => _app.Services;

    /// <summary>The ports in the order in which they were opened: pages, OTLP over HTTP, OTLP over gRPC.</summary>
    private int[] Ports => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
        .Addresses.Select(address => BindingAddress.Parse(address).Port)];

    /// <summary>A dashboard that is the whole process: arguments, variables and appsettings.json are its configuration.</summary>
    public static DashboardApplication CreateAlone(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(DashboardApplication).Assembly.GetName().Name,
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        return Build(builder);
    }

    /// <summary>Opens its ports.</summary>
    public Task StartAsync(CancellationToken ct = default) => _app.StartAsync(ct);

    /// <summary>Starts, tells where it is, and returns when the process was told to end.</summary>
    public async Task RunAsync(CancellationToken ct = default)
    {
        await StartAsync(ct);
        // Not through the log: the link is a secret, and a log may go anywhere.
        await Console.Out.WriteLineAsync($"The dashboard is at {LoginLink}");
        await _app.WaitForShutdownAsync(ct);
    }

    /// <summary>Closes its ports and ends every stream.</summary>
    public Task StopAsync(CancellationToken ct = default) => _app.StopAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static DashboardApplication Build(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(DashboardOptions.Section);
        builder.Services.AddOptions<DashboardOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.AddShell();

        var options = settings.Get<DashboardOptions>() ?? new();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(DashboardListener.Frontend, options.FrontendUrl);
            kestrel.Listen(DashboardListener.OtlpHttp, options.Otlp.HttpUrl);
            kestrel.Listen(DashboardListener.OtlpGrpc, options.Otlp.GrpcUrl);
        });

        var app = builder.Build();
        app.UseWhen(context => context.Listener() == DashboardListener.Frontend, UseFrontend);
        return new DashboardApplication(app);
    }

    private static void UseFrontend(IApplicationBuilder app)
    {
        app.UseErrorPage().UseRequestGuard().UseLogin().UseRouting();
        app.UseEndpoints(routes => routes.MapShell());
    }

    private static Uri WithPort(Uri url, int port) => new UriBuilder(url) { Port = port }.Uri;
}

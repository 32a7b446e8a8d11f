using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.ConsoleLogs;
using ScaleApp.Dashboard.Jobs;
using ScaleApp.Dashboard.Otlp;
using ScaleApp.Dashboard.Resources;
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
        return Build(builder, resources: null);
    }

    /// <summary>A dashboard inside another program, whose resources it shows and to whose log it writes.</summary>
    /// <param name="settings">Values of <see cref="DashboardOptions"/>, by their names as in configuration.</param>
    /// <param name="resources">What the other program runs.</param>
    /// <param name="log">Takes warnings and errors. It stays the caller's.</param>
    internal static DashboardApplication CreateHosted(
        IEnumerable<KeyValuePair<string, string?>> settings, IResourceService resources, ILoggerProvider log)
    {
        // Nothing of the process's own settings and signals: those are the other program's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardApplication).Assembly.GetName().Name,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        // Redis starts later than its pages: that it is not there yet is no news, and afterwards the pages say so.
        builder.Logging.AddFilter("ScaleApp.Redis", LogLevel.None);
        return Build(builder, resources);
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

    private static DashboardApplication Build(WebApplicationBuilder builder, IResourceService? resources)
    {
        var settings = builder.Configuration.GetSection(DashboardOptions.Section);
        builder.Services.AddOptions<DashboardOptions>().Bind(settings).ValidateDataAnnotations().ValidateOnStart();
        builder.AddShell();
        if (resources is not null)
        {
            builder.AddResources(resources).AddConsoleLogs();
        }

        builder.AddOtlp();
        builder.AddTelemetryPages();

        var options = settings.Get<DashboardOptions>() ?? new();
        if (options.Redis is { Length: > 0 } redis)
        {
            builder.AddJobs(redis);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(DashboardListener.Frontend, options.FrontendUrl);
            kestrel.Listen(DashboardListener.OtlpHttp, options.Otlp.HttpUrl);
            kestrel.Listen(DashboardListener.OtlpGrpc, options.Otlp.GrpcUrl);
        });

        var app = builder.Build();
        app.MapWhen(context => context.Listener() == DashboardListener.Frontend, UseFrontend);
        app.UseOtlp();
        return new DashboardApplication(app);
    }

    private static void UseFrontend(IApplicationBuilder app)
    {
        app.UseErrorPage().UseRequestGuard().UseLogin().UseRouting();
        app.UseEndpoints(routes =>
        {
            routes.MapShell();
            routes.MapTelemetryPages();
            if (app.ApplicationServices.GetService<IResourceService>() is not null)
            {
                routes.MapResources();
                routes.MapConsoleLogs();
            }

            if (app.ApplicationServices.GetService<JobThroughput>() is not null)
            {
                routes.MapJobs();
            }
        });
    }

    /// <summary>Ends when it is told to, whatever signals the process gets.</summary>
    private sealed class HostedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static Uri WithPort(Uri url, int port) => new UriBuilder(url) { Port = port }.Uri;
}

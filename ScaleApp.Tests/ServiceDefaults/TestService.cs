using Microsoft.AspNetCore.Hosting;

namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>A real service with the service defaults, on a free port.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    private TestService(WebApplication app)
    {
        App = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public static async Task<TestService> StartAsync(Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null, params (string Key, string Value)[] configuration)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        Array.ForEach(configuration, entry => builder.Configuration[entry.Key] = entry.Value);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // A host that is left behind goes on tracing the calls of this process.
            await app.DisposeAsync();
            throw;
        }

        return new TestService(app);
    }

    /// <summary>A service of a scope that ends with this.</summary>
    public T Scoped<T>() where T : notnull => (_scope ??= App.Services.CreateAsyncScope()).ServiceProvider.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await (_scope?.DisposeAsync() ?? ValueTask.CompletedTask);
        await App.DisposeAsync();
    }
}

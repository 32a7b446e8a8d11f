using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ScaleApp.Bench.Gateway;

/// <summary>Takes what the gateway exports, and drops it.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TelemetrySink(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<TelemetrySink> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await app.StartAsync(cancellationToken);
        return new TelemetrySink(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

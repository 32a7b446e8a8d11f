using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>Takes OTLP over HTTP and keeps what comes. Strings stand in protobuf as they are, so tests look for them.</summary>
internal sealed class OtlpCollector(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _requests = new();

    public string Address => app.Urls.First();

    public IEnumerable<Received> Requests => _requests;

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/{signal}", collector.ReceiveAsync);
        await app.StartAsync();
        return collector;
    }

    /// <summary>Waits for a request to that path that holds that text.</summary>
    public async Task<Received> ReceivedAsync(string path, string text) => (await Eventually.IsAsync(
        () => Task.FromResult(_requests.FirstOrDefault(received => received.Path == path && received.Text.Contains(text))),
        found => found is not null,
        $"'{text}' comes to {path} (came: {string.Join(", ", _requests.Select(received => $"{received.Path} {received.Bytes.Length} bytes"))})"))!;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue(new Received(context.Request.Path, context.Request.Headers["x-otlp-api-key"].ToString(), body.ToArray()));
    }

    internal sealed record Received(string Path, string Key, byte[] Bytes)
    {
        public string Text { get; } = Encoding.UTF8.GetString(Bytes);
    }
}

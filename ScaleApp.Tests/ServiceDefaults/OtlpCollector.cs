using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.ServiceDefaults;

/// <summary>Receives OTLP over HTTP and keeps it. Protobuf stores strings unchanged, so tests search the bytes for them.</summary>
internal sealed partial class OtlpCollector(WebApplication app) : IAsyncDisposable
{
    public const string Traces = "traces", Metrics = "metrics", Logs = "logs";

    // Calls to Redis are exported every ten seconds.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    private readonly ConcurrentQueue<Received> _requests = new();

    public string Address => app.Urls.First();

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

    /// <summary>Everything received of a signal.</summary>
    public string TextOf(string signal) => string.Concat(Of(signal).Select(received => received.Text));

    /// <summary>Waits for a message of that signal that contains the text.</summary>
    public async Task<Received> ReceivedAsync(string signal, string text)
    {
        await Eventually.IsAsync(
            () => Task.FromResult(Find(signal, text) is null ? $"{Words(TextOf(signal))} of {Counts()}" : ""),
            missing => missing.Length == 0,
            $"'{text}' comes as {signal}",
            Deadline);

        return Find(signal, text)!;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Received? Find(string signal, string text) =>
        Of(signal).FirstOrDefault(received => received.Text.Contains(text, StringComparison.Ordinal));

    private static string Words(string text) => $"only {string.Join(' ', NotAWord().Split(text))}";

    private string Counts() => string.Join(", ", _requests.GroupBy(received => received.Signal).Select(signal => $"{signal.Count()} {signal.Key}"));

    [GeneratedRegex("[^ -~]+")]
    private static partial Regex NotAWord();

    private IEnumerable<Received> Of(string signal) => _requests.Where(received => received.Signal == signal);

    private async Task ReceiveAsync(HttpContext context, string signal)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue(new Received(signal, context.Request.Headers["x-otlp-api-key"].ToString(), body.ToArray()));
    }

    internal sealed record Received(string Signal, string Key, byte[] Bytes)
    {
        public string Text { get; } = Encoding.UTF8.GetString(Bytes);
    }
}

using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.BuiltPrograms;

/// <summary>The endpoint through which an IDE starts and debugs an AppHost's projects (the "run session" protocol).</summary>
internal sealed class FakeIde : IAsyncDisposable
{
    public const string Token = "token-of-the-ide";

    private readonly WebApplication _app;
    private readonly Channel<JsonElement> _launches = Channel.CreateUnbounded<JsonElement>();

    private FakeIde()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.MapGet("/info", () => Results.Json(new { protocols_supported = (string[])["2024-03-03", "2024-04-23", "2025-10-01"] }));
        _app.Map("/run_session/notify", NotifyAsync);
        _app.MapPut("/run_session", Launch);
        _app.MapDelete("/run_session/{id}", () => Results.Ok());
    }

    /// <summary>The environment that an IDE sets for the AppHost.</summary>
    public string Port => $"localhost:{new Uri(_app.Urls.Single()).Port}";

    public static async Task<FakeIde> StartAsync()
    {
        var ide = new FakeIde();
        await ide._app.StartAsync();
        return ide;
    }

    /// <summary>The next project that the IDE is asked to start.</summary>
    public async Task<JsonElement> LaunchAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _launches.Reader.ReadAsync(deadline.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> Launch(HttpContext context, JsonElement session)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            return Results.Unauthorized();
        }

        await _launches.Writer.WriteAsync(session.Clone());
        return Results.Created("/run_session/1", null);
    }

    private async Task NotifyAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var nothing = new byte[64];
        try
        {
            while ((await socket.ReceiveAsync(nothing.AsMemory(), context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // The orchestrator ended.
        }
    }
}

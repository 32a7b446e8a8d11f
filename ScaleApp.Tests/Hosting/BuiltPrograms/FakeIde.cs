using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Hosting.BuiltPrograms;

/// <summary>The endpoint through which an IDE starts and debugs an AppHost's projects (the "run session" protocol).</summary>
internal sealed class FakeIde : IAsyncDisposable
{
    public const string Token = "token-of-the-ide";

    private readonly WebApplication _app;
    private readonly TaskCompletionSource<JsonElement> _launch = new();

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

    /// <summary>The project that the IDE is asked to start.</summary>
    public Task<JsonElement> LaunchAsync() => _launch.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Launch(HttpContext context, JsonElement session)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            return Results.Unauthorized();
        }

        _launch.TrySetResult(session.Clone());
        return Results.Created("/run_session/1", null);
    }

    private async Task NotifyAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        Task closed = socket.ReceiveAsync(new byte[64], context.RequestAborted);
        await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Tests.Gateway;

/// <summary>A replica like the API: service defaults, registration, a body limit, a hub. It runs in the test or as a process.</summary>
internal static class ReplicaService
{
    public const int MaxBody = 64 * 1024;

    private const string Program = "gateway-replica";

    /// <summary>A replica in this process; disposing it stops it as a signal does.</summary>
    public static async Task<WebApplication> StartAsync(RedisServer redis, TestGateway gateway, params string[] settings)
    {
        var app = Create([.. Arguments(redis, gateway), .. settings.Select(setting => $"--{setting}")]);
        await app.StartAsync();
        return app;
    }

    /// <summary>A replica that can be killed.</summary>
    public static TestProgram StartProcess(RedisServer redis, TestGateway gateway) => TestProgram.Start(Program, Arguments(redis, gateway));

    [TestProgram(Program, HandlesSignals = true)]
    internal static Task<int> RunAsync(string[] args, CancellationToken stopping) => TestPrograms.ServeAsync(Create(args), stopping);

    private static string[] Arguments(RedisServer redis, TestGateway gateway) =>
    [
        "--urls=http://127.0.0.1:0", $"--ConnectionStrings:redis={redis.ConnectionString}", $"--Service={gateway.Service}",
        "--Logging:LogLevel:Default=Critical", "--ServiceDefaults:DrainGrace=00:00:05",
    ];

    private static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddRedis();
        builder.AddReplicaRegistration(builder.Configuration["Service"]!);
        builder.Services.AddSignalR();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapGet("/whoami", () => app.Urls.First());
        app.MapMethods("/items", ["PUT", "POST", "DELETE"], ReadAsync);
        app.MapGet("/events", StreamAsync).DisableRequestTimeout();
        app.MapHub<WhereHub>("/hubs/where");

        return app;
    }

    private static async Task<IResult> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, aborted);
            return Results.Text($"{body.Length}");
        }
        catch (BadHttpRequestException error)
        {
            return Results.Problem(statusCode: error.StatusCode, title: "Refused by the replica.");
        }
    }

    /// <summary>Sends one event immediately, and nothing more until the client disconnects.</summary>
    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: first\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private sealed class WhereHub : Hub
    {
        public string Where() => $"{Context.GetHttpContext()!.Connection.LocalPort}";

        public string Transport() => $"{Context.Features.Get<IHttpTransportFeature>()!.TransportType}";
    }
}

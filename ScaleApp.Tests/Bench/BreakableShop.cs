using Microsoft.AspNetCore.Http;

namespace ScaleApp.Tests.Bench;

/// <summary>
/// The least that <c>bench check</c> asks of a shop, with two replicas that answer in turn. They share what they have to, but for one thing that
/// a test names: that each of them keeps for itself.
/// </summary>
internal static class BreakableShop
{
    private const string Program = "breakable-shop";
    private const int Permits = 20;

    /// <summary>Starts the shop in a separate process.</summary>
    /// <param name="broken">The line of the checklist that fails; <c>nothing</c> for none.</param>
    /// <param name="mailFolder">The folder to which its jobs write mail.</param>
    /// <param name="localFolder">The folder for state that a replica wrongly keeps for itself.</param>
    public static async Task<(TestProgram Process, Uri Address)> StartAsync(string broken, string mailFolder, string localFolder)
    {
        var process = TestProgram.Start(Program, broken, mailFolder, localFolder);
        return (process, await process.AddressAsync());
    }

    [TestProgram(Program)]
    internal static async Task<int> RunAsync(string[] args, CancellationToken stopping)
    {
        var (broken, mailFolder, localFolder) = (args[0], args[1], args[2]);
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var shared = new State();
        State[] own = [new(), new()];
        var turn = 0;

        // The replica that answers, and where it stores a value.
        app.Use((context, next) =>
        {
            context.Items["replica"] = Interlocked.Increment(ref turn) % own.Length;
            return next(context);
        });
        State Of(HttpContext context, string thing) => thing == broken ? own[(int)context.Items["replica"]!] : shared;

        MapSessions(app, context => Of(context, "sessions"));
        MapFiles(app, context => Of(context, "files"));
        MapLimit(app, context => Of(context, "limits"));
        MapProducts(app, context => broken == "cache" ? own[(int)context.Items["replica"]!] : null, shared,
            order => Deliver(mailFolder, order, times: broken == "jobs" ? own.Length : 1));
        app.MapGet("/health", () => Results.StatusCode(broken == "health" ? 503 : 200));
        app.MapGet("/alive", () => Results.Ok());
        using var local = broken == "logs and local files" ? File.Create(Path.Combine(localFolder, "shop.log")) : null;

        return await TestPrograms.ServeAsync(app, stopping);
    }

    private static void MapSessions(WebApplication app, Func<HttpContext, State> state)
    {
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime);
        app.MapGet("/api/whoami", (HttpContext context) => new { replica = $"{context.Items["replica"]}", processId = Environment.ProcessId, startedAt = started });
        app.MapPost("/api/register", (HttpContext context) =>
        {
            var session = Guid.NewGuid().ToString("N");
            var id = state(context).Sessions.Count + 1;
            state(context).Sessions[session] = id;
            context.Response.Cookies.Append("session", session);
            return new { id, email = "", name = "", role = "" };
        });
        app.MapGet("/api/me", (HttpContext context) => state(context).Sessions.TryGetValue(context.Request.Cookies["session"] ?? "", out var id)
            ? Results.Json(new { id, email = "", name = "", role = "" })
            : Results.StatusCode(401));
    }

    private static void MapFiles(WebApplication app, Func<HttpContext, State> state)
    {
        app.MapPut("/api/me/avatar", async (HttpContext context) =>
        {
            using var picture = new MemoryStream();
            await context.Request.Body.CopyToAsync(picture, context.RequestAborted);
            state(context).Picture = picture.ToArray();
            return Results.NoContent();
        });
        app.MapGet("/api/customers/{id}/avatar", (HttpContext context) => state(context).Picture is { } picture ? Results.Bytes(picture) : Results.NotFound());
    }

    private static void MapLimit(WebApplication app, Func<HttpContext, State> state) => app.MapGet("/api/limited", (HttpContext context) =>
    {
        context.Response.Headers["RateLimit-Policy"] = $"\"limited\";q={Permits};w=60";
        return Results.StatusCode(Interlocked.Increment(ref state(context).Requests) <= Permits ? 200 : 429);
    });

    private static void MapProducts(WebApplication app, Func<HttpContext, State?> cache, State database, Action<Guid> confirm)
    {
        object Product(int sold) => new { id = 1, name = "", price = 1m, stock = 100, unitsSold = sold };
        app.MapGet("/api/products", () => new { items = new[] { Product(database.Sold) } });
        app.MapGet("/api/products/1", (HttpContext context) => Product(cache(context) is { } own ? own.Cached ??= database.Sold : database.Sold));
        app.MapPost("/api/orders", () =>
        {
            Interlocked.Increment(ref database.Sold);
            var order = Guid.NewGuid();
            confirm(order);
            return Results.Json(new { id = order }, statusCode: 201);
        });
        app.MapDelete("/api/orders/{id}", () => Results.NoContent());
    }

    private static void Deliver(string folder, Guid order, int times)
    {
        for (var time = 0; time < times; time++)
        {
            var written = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            File.WriteAllText(written, "");
            File.Move(written, Path.Combine(folder, $"order-confirmation.{order:N}@scaleapp.eml"), overwrite: true);
        }
    }

    private sealed class State
    {
        public int Requests, Sold;

        public ConcurrentDictionary<string, int> Sessions { get; } = new();

        public byte[]? Picture { get; set; }

        public int? Cached { get; set; }
    }
}

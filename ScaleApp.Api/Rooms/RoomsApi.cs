using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using ScaleApp.Api.Http;
using ScaleApp.Data.Rooms;
using StackExchange.Redis;

namespace ScaleApp.Api.Rooms;

internal static class RoomsApi
{
    public const string HubPath = "/hubs/rooms";

    // A message of the longest text, escaped, and its frame.
    private const int LargestMessage = 32 * 1024;

    public static void AddRooms(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<RoomOptions>().BindConfiguration(RoomOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSignalR(signalr =>
        {
            signalr.MaximumReceiveMessageSize = LargestMessage;
            signalr.AddFilter<BackendUnavailableHubFilter>();
        }).AddRoomBackplane();
        services.AddSingleton<BackendUnavailableHubFilter>();
        services.AddScoped<RoomDirectory>();
        services.AddSingleton<RoomConnections>();
        services.AddSingleton<RoomHeads>();
        services.AddSingleton<RoomLog>();
        services.AddSingleton<RoomPresence>();
        services.AddSingleton<RoomPresenceNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomPresenceNotifier>());
        services.AddHostedService<RoomHeadNotifier>();
        services.AddSingleton<RoomSignOuts>();
        services.AddSingleton<ISignOutListener>(provider => provider.GetRequiredService<RoomSignOuts>());
        services.AddHostedService(provider => provider.GetRequiredService<RoomSignOuts>());
    }

    public static void MapRooms(this WebApplication app)
    {
        app.UseSameOrigin(HubPath);
        app.UseWebSocketsWithoutAffinity(HubPath);
        app.MapHub<RoomsHub>(HubPath, hub =>
        {
            hub.CloseOnAuthenticationExpiration = true;
            hub.TransportSendTimeout = TimeSpan.FromSeconds(5);
        }).RequireAuthorization().DisableRequestTimeout();

        var group = app.MapGroup("/api/rooms").WithTags("Rooms").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapGet("/", List).WithSummary("List the customer's rooms with their unread counts");
        group.MapDelete("/{room}", Quit).WithSummary("Leave a room")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<RoomSummary>>> List(ClaimsPrincipal user, RoomDirectory directory, CancellationToken ct) =>
        TypedResults.Ok(await directory.ListAsync(user.CustomerId(), ct));

    private static async Task<Results<NoContent, NotFound>> Quit(
        [StringLength(32)] string room, ClaimsPrincipal user, RoomDirectory directory, CancellationToken ct)
    {
        if (!RoomName.TryParse(room, out var name))
        {
            return TypedResults.NotFound();
        }

        await directory.LeaveAsync(name, user.CustomerId(), ct);
        return TypedResults.NoContent();
    }
}

/// <summary>Microsoft's backplane on Redis, over a connection of its own with the options of the process's other one.</summary>
internal static class RoomBackplane
{
    private static readonly RedisChannel Prefix = RedisChannel.Literal("scaleapp:signalr:");

    public static void AddRoomBackplane(this ISignalRServerBuilder signalr)
    {
        signalr.AddStackExchangeRedis();
        signalr.Services.AddOptions<RedisOptions>().Configure<IOptions<ConfigurationOptions>>((backplane, redis) =>
            backplane.ConnectionFactory = async log =>
            {
                // Its own, because the backplane disposes the connection.
                var options = redis.Value.Clone();
                options.ChannelPrefix = Prefix;
                return await ConnectionMultiplexer.ConnectAsync(options, log);
            });
    }
}

/// <summary>Answers calls that need an unavailable backend with a clear error, as the HTTP API does with 503.</summary>
internal sealed partial class BackendUnavailableHubFilter(ILogger<BackendUnavailableHubFilter> logger) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception error) when (BackendUnavailableHandler.Find(error) is not null)
        {
            LogUnavailable(invocationContext.HubMethodName, error.GetBaseException().Message);
            throw new HubException("The room is unavailable at the moment. Try again in a moment.");
        }
    }

    [LoggerMessage(6401, LogLevel.Warning, "{Method} could not be served because a backend is unavailable: {Reason}")]
    private partial void LogUnavailable(string method, string reason);
}

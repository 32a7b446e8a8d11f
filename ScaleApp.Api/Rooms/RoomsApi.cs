using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.Api.Accounts;
using ScaleApp.Data.Rooms;

namespace ScaleApp.Api.Rooms;

/// <summary>Rooms in which customers talk, whichever replicas they are connected to.</summary>
internal static class RoomsApi
{
    /// <summary>The address of live connections.</summary>
    public const string HubPath = "/hubs/rooms";

    // A message of the longest text, escaped, and its frame.
    private const int LargestMessage = 32 * 1024;

    public static IHostApplicationBuilder AddRooms(this IHostApplicationBuilder builder)
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
        services.AddScoped<UnreadCounter>();
        services.AddSingleton<RoomConnections>();
        services.AddSingleton<RoomHeads>();
        services.AddSingleton<RoomLog>();
        services.AddSingleton<RoomPresence>();
        services.AddSingleton<RoomPresenceNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomPresenceNotifier>());
        services.AddHostedService<RoomHeadNotifier>();
        services.AddSingleton<RoomSignOuts>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISignOutListener, RoomSignOuts>(provider => provider.GetRequiredService<RoomSignOuts>()));
        services.AddHostedService(provider => provider.GetRequiredService<RoomSignOuts>());

        return builder;
    }

    public static IEndpointRouteBuilder MapRooms(this WebApplication app)
    {
        app.UseSameOrigin(HubPath);
        app.UseWebSocketsWithoutAffinity(HubPath);
        app.MapHub<RoomsHub>(HubPath, hub =>
        {
            hub.CloseOnAuthenticationExpiration = true;
            hub.TransportSendTimeout = TimeSpan.FromSeconds(5);
        }).RequireAuthorization().DisableRequestTimeout();

        var group = app.MapGroup("/api/rooms").WithTags("Rooms").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        group.MapGet("/", List).WithSummary("The rooms that the customer belongs to, and what is unread there");
        group.MapDelete("/{room}", Quit).WithSummary("Stop belonging to a room")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);

        return app;
    }

    private static async Task<Ok<IReadOnlyList<RoomSummary>>> List(ClaimsPrincipal user, UnreadCounter unread, CancellationToken ct) =>
        TypedResults.Ok(await unread.ListAsync(user.CustomerId(), ct));

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

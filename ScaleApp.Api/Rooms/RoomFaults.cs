using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Rooms;

/// <summary>Tells clients that a backend is away, as the HTTP API does with 503, instead of that something is broken.</summary>
internal sealed partial class RoomFaults(ILogger<RoomFaults> logger) : IHubFilter
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
            throw new HubException("The room is not available at the moment. Try again in a moment.");
        }
    }

    [LoggerMessage(6401, LogLevel.Warning, "{Method} could not be served because a backend is away: {Reason}")]
    private partial void LogUnavailable(string method, string reason);
}

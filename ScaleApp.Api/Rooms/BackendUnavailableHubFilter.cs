using Microsoft.AspNetCore.SignalR;
using ScaleApp.Api.Http;

namespace ScaleApp.Api.Rooms;

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
